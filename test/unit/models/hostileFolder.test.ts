import { execFileSync } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openModelFolder } from '../../../server/src/models';

const configurations = ['classifier.json', 'model_index.json', 'scheduler/scheduler_config.json'];
const denoiser = 'unet/model.onnx';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  await cp(path.resolve('test/fixtures/tiny-class-conditional'), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const at = (file: string) => path.join(folder, file);

/** What the folder is refused with: always the model, by file. */
async function refusal(file: string): Promise<string> {
  const failure: Error = await openModelFolder(folder).then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure).toMatchObject({
    code: 'model-invalid',
    details: { folder, file: path.normalize(file) },
  });
  expect(failure.message).toContain(`Model ${folder}: ${path.normalize(file)}: `);
  return failure.message;
}

async function change(file: string, fields: Record<string, unknown>): Promise<void> {
  const content = JSON.parse(await readFile(at(file), 'utf8'));
  await writeFile(at(file), JSON.stringify({ ...content, ...fields }));
}

async function link(file: string, target: string): Promise<void> {
  await rm(at(file));
  await symlink(target, at(file));
}

test.each([...configurations, denoiser])('a pipe for %s is not waited for', async (file) => {
  await rm(at(file));
  execFileSync('mkfifo', [at(file)]);
  expect(await refusal(file)).toContain('is no regular file');
});

test.each([...configurations, denoiser])('a device for %s is not read', async (file) => {
  await link(file, '/dev/zero');
  expect(await refusal(file)).toContain('is no regular file');
});

test.each([...configurations, denoiser])('a folder for %s is none of its files', async (file) => {
  await rm(at(file));
  await mkdir(at(file));
  expect(await refusal(file)).toContain('is no regular file');
});

test.each([...configurations, denoiser])('%s as a link in a circle is refused', async (file) => {
  await link(file, `${path.basename(file)}.2`);
  await symlink(path.basename(file), at(`${file}.2`));
  expect(await refusal(file)).toMatch(/cannot be read .*symbolic links/);
});

test('links that lead elsewhere are followed, as in the cache of Hugging Face', async () => {
  const blobs = await mkdtemp(path.join(tmpdir(), 'blobs-'));
  for (const file of [...configurations, denoiser]) {
    const blob = path.join(blobs, path.basename(file));
    await rename(at(file), blob);
    await symlink(blob, at(file));
  }
  expect((await openModelFolder(folder)).id).toBe('tiny-class-conditional');
  await rm(blobs, { recursive: true });
});

test.each(configurations)('%s of a terabyte is not read', async (file) => {
  await truncate(at(file), 2 ** 40);
  expect(await refusal(file)).toContain('expected at most 16000000');
});

test.each([0, 2 ** 40])('an ONNX file of %d bytes is refused by its size', async (size) => {
  await truncate(at(denoiser), size);
  expect(await refusal(denoiser)).toContain(`has ${size} bytes: expected 1 to 2147483648`);
});

test('a mark of the byte order at the start is no reason to refuse a file', async () => {
  for (const file of configurations) {
    await writeFile(at(file), `\ufeff${await readFile(at(file), 'utf8')}`);
  }
  expect((await openModelFolder(folder)).classifier.labels).toHaveLength(4);
});

test.each(['utf16le', 'latin1'] as const)(
  'text in %s is refused, not misread',
  async (encoding) => {
    const text = (await readFile(at('classifier.json'), 'utf8')).replace('circle', 'cërcle');
    await writeFile(at('classifier.json'), Buffer.from(`\ufeff${text}`, encoding));
    expect(await refusal('classifier.json')).toContain('is not text in UTF-8');
  },
);

test('brackets within brackets, 200,000 deep, are refused like any other wrong value', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  await writeFile(at('classifier.json'), `{"id": ${deep}}`);
  expect(await refusal('classifier.json')).toContain('field id');
});

test('of many problems the message lists three', async () => {
  const labels = Array.from({ length: 50_000 }, () => ({ name: 7 }));
  await change('classifier.json', { labels });
  expect(await refusal('classifier.json')).toMatch(/labels\.1\.name.*; and 99997 more$/);
});

test.each([
  ['an unknown field', { ['x'.repeat(1e6)]: 1 }],
  ['an id', { id: 'x'.repeat(1e6) }],
  ['a label', { labels: [{ name: 'x'.repeat(1e6), synonyms: [] }] }],
])('a message stays short, however long %s is', async (_, fields) => {
  await change('classifier.json', fields);
  expect((await refusal('classifier.json')).length).toBeLessThan(1_000);
});

test('an image size that would take gigabytes is refused', async () => {
  await change('classifier.json', { image: { size: 4096, resize: 'box', crop: 'center' } });
  expect(await refusal('classifier.json')).toContain('field image.size');
});

test.each([{}, { 1: 'circle' }])(
  'labels by class index have to begin at 0: %j',
  async (id2label) => {
    await rm(at('classifier.json'));
    await change('model_index.json', { id2label });
    expect(await refusal('model_index.json')).toContain('from "0" on');
  },
);

test.each([
  [{ trained_betas: [0.1, 0.2] }, 'trained_betas'],
  [{ beta_schedule: 'trained_betas' }, 'trained_betas'],
  [{ beta_start: 0, beta_end: 0, rescale_betas_zero_snr: true }, 'no finite noise level'],
])('a noise schedule that cannot be made of %j is refused by name', async (fields, said) => {
  await change('scheduler/scheduler_config.json', fields);
  expect(await refusal('scheduler/scheduler_config.json')).toContain(said);
});
