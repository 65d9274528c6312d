import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openModelFolder } from '../../../server/src/models';
import { removeFolders, stableDiffusion, writeFolder } from './diffusersFolders';

afterEach(removeFolders);

/** A graph of which one tensor's weights lie in the file of that name, as exporters write it. */
function graphWith(...names: string[]): Buffer {
  const entries = names.map((name) => {
    const length = Buffer.byteLength(name);
    return `\x0a${String.fromCharCode(10 + 2 + length)}\x0a\x08location\x12${String.fromCharCode(length)}${name}`;
  });
  return Buffer.from(`\x08\x0a${entries.join('\x10\x07')}\x12\x00`, 'utf8');
}

async function refusal(folder: string): Promise<[file: string, message: string]> {
  const failure = await openModelFolder(folder).then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure).toMatchObject({ code: 'model-invalid' });
  return [failure.details.file.replaceAll('\\', '/'), failure.message];
}

const spellings = ['model.onnx_data', 'model.onnx.data', 'weights.pb', 'model.onnx_data_1'];

test.each(spellings)('weights in %s are missed by their name', async (name) => {
  const files = { ...stableDiffusion, 'unet/model.onnx': graphWith('model.onnx_data', name) };
  const folder = await writeFolder({ ...files, 'unet/model.onnx_data': 'weights' });
  if (name !== 'model.onnx_data') {
    const [file, message] = await refusal(folder);
    expect(file).toBe(`unet/${name}`);
    expect(message.replaceAll('\\', '/')).toContain(
      'is missing: expected the weights that unet/model.onnx keeps there',
    );
  }
  await writeFile(path.join(folder, 'unet', name), 'weights');
  await openModelFolder(folder);
});

test('a pipe for weights is not waited for', async () => {
  const files = { ...stableDiffusion, 'unet/model.onnx': graphWith('weights.pb') };
  const folder = await writeFolder(files);
  execFileSync('mkfifo', [path.join(folder, 'unet/weights.pb')]);
  const [file, message] = await refusal(folder);
  expect(file).toBe('unet/weights.pb');
  expect(message).toContain('is no regular file');
});

test.each(spellings)('weights in %s are part of the revision', async (name) => {
  const files = { ...stableDiffusion, 'unet/model.onnx': graphWith(name) };
  const folder = await writeFolder({ ...files, [`unet/${name}`]: 'weights' });
  const { revision } = await openModelFolder(folder);
  expect((await openModelFolder(folder)).revision).toBe(revision);
  await utimes(path.join(folder, 'unet', name), 0, 0);
  expect((await openModelFolder(folder)).revision).not.toBe(revision);
});

test.each(Object.keys(stableDiffusion))('%s is part of the revision', async (file) => {
  const folder = await writeFolder(stableDiffusion);
  const { revision } = await openModelFolder(folder);
  await utimes(path.join(folder, file), 0, 0);
  expect((await openModelFolder(folder)).revision).not.toBe(revision);
});

test('a graph that holds weights itself is not searched, and those beside it count', async () => {
  const folder = await writeFolder(stableDiffusion);
  await truncate(path.join(folder, 'text_encoder/model.onnx'), 100_000_000);
  const { revision } = await openModelFolder(folder);
  await writeFile(path.join(folder, 'text_encoder/model.onnx_data'), 'weights');
  expect((await openModelFolder(folder)).revision).not.toBe(revision);
});

test.each(['/etc/hostname', '../../elsewhere', 'a\\..\\b', '', 'nul\0', 'x'.repeat(200)])(
  'a place of weights outside the folder is left to ONNX Runtime to refuse: %j',
  async (name) => {
    const folder = await writeFolder({ ...stableDiffusion, 'unet/model.onnx': graphWith(name) });
    const { revision } = await openModelFolder(folder);
    expect(revision.split(' ')).toHaveLength(
      (await openModelFolder(await writeFolder(stableDiffusion))).revision.split(' ').length,
    );
  },
);

test('a file that ends within the name of its weights is no reason to fail', async () => {
  const cut = graphWith('weights.pb');
  for (const length of [cut.length - 4, cut.length - 12, cut.length - 13]) {
    const files = { ...stableDiffusion, 'unet/model.onnx': cut.subarray(0, length) };
    await openModelFolder(await writeFolder(files)).catch((error) =>
      expect(error).toMatchObject({ code: 'model-invalid' }),
    );
  }
});

const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3438375973\n';

test.each(['unet/model.onnx', 'unet/weights.pb', 'vae_encoder/model.onnx'])(
  '%s as a pointer of Git LFS is refused with what to do',
  async (file) => {
    const files = {
      ...stableDiffusion,
      'unet/model.onnx': graphWith('weights.pb'),
      'unet/weights.pb': 'weights',
    };
    const [named, message] = await refusal(await writeFolder({ ...files, [file]: pointer }));
    expect(named).toBe(file);
    expect(message).toContain('run "git lfs pull"');
  },
);

test('a folder in the cache of Hugging Face, all of links to blobs, opens', async () => {
  const files = {
    ...stableDiffusion,
    'unet/model.onnx': graphWith('model.onnx_data'),
    'unet/model.onnx_data': 'weights',
  };
  const blobs = await writeFolder(files, 'blobs');
  const folder = path.join(path.dirname(blobs), 'models--me--mine', 'snapshots', 'abc');
  for (const file of Object.keys(files)) {
    const link = path.join(folder, file);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.relative(path.dirname(link), path.join(blobs, file)), link);
  }
  const model = await openModelFolder(folder);
  expect(model.id).toBe('mine');
  await utimes(path.join(blobs, 'unet/model.onnx_data'), 0, 0);
  expect((await openModelFolder(folder)).revision).not.toBe(model.revision);
  await rm(path.join(blobs, 'unet/model.onnx_data'));
  expect((await refusal(folder))[0]).toBe('unet/model.onnx_data');
});
