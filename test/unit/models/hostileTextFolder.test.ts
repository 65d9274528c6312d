import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openModelFolder } from '../../../server/src/models';
import { removeFolders, stableDiffusion, writeFolder } from './diffusersFolders';

const configurations = ['text_encoder/config.json', 'unet/config.json', 'vae_encoder/config.json'];
const tokenizer = ['tokenizer/vocab.json', 'tokenizer/merges.txt'];
const graphs = ['text_encoder/model.onnx', 'unet/model.onnx', 'vae_encoder/model.onnx'];
const files = [...configurations, ...tokenizer, ...graphs];

let folder: string;

beforeEach(async () => {
  folder = await writeFolder(stableDiffusion);
});
afterEach(removeFolders);

const at = (file: string) => path.join(folder, file);

/** What the folder is refused with: always the model, by file. */
async function refusal(file: string): Promise<string> {
  const failure = await openModelFolder(folder).then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure).toMatchObject({
    code: 'model-invalid',
    details: { folder, file: path.normalize(file) },
  });
  expect(failure.message.length).toBeLessThan(1_000);
  return failure.message;
}

test.each(files)('a pipe, a device or a folder for %s is not read', async (file) => {
  await rm(at(file));
  execFileSync('mkfifo', [at(file)]);
  expect(await refusal(file)).toContain('is no regular file');
  await rm(at(file));
  await symlink('/dev/zero', at(file));
  expect(await refusal(file)).toContain('is no regular file');
  await rm(at(file));
  await mkdir(at(file));
  expect(await refusal(file)).toContain('is no regular file');
});

test.each(files)('%s as a link in a circle is refused', async (file) => {
  await rm(at(file));
  await symlink(path.basename(file), at(file));
  expect(await refusal(file)).toMatch(/cannot be read .*symbolic links/);
});

test.each([...configurations, ...tokenizer])('%s of a terabyte is not read', async (file) => {
  await truncate(at(file), 2 ** 40);
  expect(await refusal(file)).toContain('expected at most 16000000');
});

test.each(graphs)('%s of no or too many bytes is refused by its size', async (file) => {
  for (const size of [0, 2 ** 40]) {
    await truncate(at(file), size);
    expect(await refusal(file)).toContain(`has ${size} bytes`);
  }
});

test.each(configurations)('%s that is no text in UTF-8 is refused, not misread', async (file) => {
  await writeFile(at(file), Buffer.from(await readFile(at(file), 'utf8'), 'utf16le'));
  expect(await refusal(file)).toContain('is not');
});

test.each(configurations)('%s that is no object is refused', async (file) => {
  for (const content of ['[]', '7', 'null', '"x"', '{', '']) {
    await writeFile(at(file), content);
    await refusal(file);
  }
});

test.each([
  ['unet/config.json', 'in_channels'],
  ['unet/config.json', 'sample_size'],
  ['unet/config.json', 'cross_attention_dim'],
  ['vae_encoder/config.json', 'scaling_factor'],
  ['vae_encoder/config.json', 'shift_factor'],
  ['vae_encoder/config.json', 'latent_channels'],
  ['vae_encoder/config.json', 'block_out_channels'],
  ['text_encoder/config.json', 'hidden_size'],
  ['text_encoder/config.json', 'max_position_embeddings'],
  ['text_encoder/config.json', 'vocab_size'],
])('no absurd value in %s passes for %s', async (file, field) => {
  const written = JSON.parse(await readFile(at(file), 'utf8'));
  for (const value of ['-1', '1e308', '1e999', '"1"', '{}', '[[]]', 'true']) {
    const text = JSON.stringify({ ...written, [field]: 0 });
    await writeFile(at(file), text.replace(`"${field}":0`, `"${field}":${value}`));
    if (field === 'shift_factor' && value === '-1') continue; // some are negative
    expect(await refusal(file)).toContain(`field ${field}`);
  }
});
