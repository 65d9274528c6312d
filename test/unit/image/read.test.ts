import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImageSource, imageName, readImage } from '../../../server/src/image';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const read = (source: ImageSource) => readImage(source, defaultImageLimits);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'read image '));
});
afterAll(() => rm(folder, { recursive: true }));

test('the bytes of a file', async () => {
  const file = path.join(folder, 'ünï code.bin');
  await writeFile(file, Uint8Array.of(1, 2, 3));
  expect([...(await read({ file }))]).toEqual([1, 2, 3]);
});

test.each(['missing.jpg', path.join('file.jpg', 'below-a-file.jpg')])(
  '%s is not found',
  async (name) => {
    await writeFile(path.join(folder, 'file.jpg'), '');
    const file = path.join(folder, name);
    await expect(read({ file })).rejects.toMatchObject({
      code: 'image-not-found',
      message: expect.stringContaining(file),
      details: { image: file },
    });
  },
);

test('a folder is not readable', async () => {
  const file = path.join(folder, 'album.jpg');
  await mkdir(file);
  await expect(read({ file })).rejects.toMatchObject({
    code: 'image-not-readable',
    message: `${file} could not be read: it is a folder. Expected an image file that this user may read.`,
  });
});

test('a name that is too long is not readable', async () => {
  const file = path.join(folder, `${'long'.repeat(100)}.jpg`);
  await expect(read({ file })).rejects.toMatchObject({
    code: 'image-not-readable',
    message: expect.stringContaining('ENAMETOOLONG'),
  });
});

// Nothing is forbidden to root, nor by these bits on Windows.
test.skipIf(process.getuid === undefined || process.getuid() === 0)(
  'a file without permission is not readable',
  async () => {
    const file = path.join(folder, 'private.jpg');
    await writeFile(file, 'x');
    await chmod(file, 0);
    await expect(read({ file })).rejects.toMatchObject({
      code: 'image-not-readable',
      message: expect.stringContaining('permission denied'),
    });
  },
);

test.skipIf(process.platform === 'win32')('a device is not read', async () => {
  await expect(read({ file: '/dev/zero' })).rejects.toMatchObject({
    code: 'image-not-readable',
  });
});

test.each(['data:image/png;base64,AQID', 'DATA:image/svg+xml;charset=utf-8;base64,AQID'])(
  'the bytes of %s',
  async (dataUri) => {
    expect([...(await read({ dataUri }))]).toEqual([1, 2, 3]);
  },
);

test.each([
  'data:text/plain;base64,AQID',
  'data:image/png,AQID',
  'data:image/png;base64,A?',
  'data:image/png;base64',
  'AQID',
])('%s is no image', async (dataUri) => {
  await expect(read({ dataUri })).rejects.toMatchObject({
    code: 'image-not-readable',
    message: expect.stringContaining('Expected data:image/'),
  });
});

test('a message names a file by its path and a data URI by its start', () => {
  expect(imageName({ file: '/photos/cat.jpg' })).toBe('/photos/cat.jpg');
  const dataUri = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
  expect(imageName({ dataUri })).toBe('data:image/png;base64,AAAAAAAAAA…');
});
