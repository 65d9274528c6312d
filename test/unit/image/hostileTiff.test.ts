import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { preprocess } from '../../../server/src/image';

const photometric = 262;

/** The value of a tag in the first directory of a little-endian TIFF, changed in place. */
function setTag(bytes: Buffer, tag: number, value: number): void {
  const directory = bytes.readUInt32LE(4);
  let at = directory + 2;
  while (bytes.readUInt16LE(at) !== tag) at += 12;
  bytes.writeUInt16LE(value, at + 8);
}

test.each(['product', 'official', 'adm'] as const)(
  'a TIFF of three channels in floating point that calls itself grey is refused by name (%s)',
  async (preprocessing) => {
    const bytes = await readFile(path.resolve('test/fixtures/images/float-unit.tif'));
    setTag(bytes, photometric, 1);
    const model = { size: 16, resize: 'bicubic', crop: 'center', preprocessing } as const;
    await expect(preprocess(bytes, model, { name: 'grey.tif' })).rejects.toMatchObject({
      code: expect.stringMatching(/^image-not-/),
      message: expect.stringMatching(/^grey\.tif /),
    });
  },
);

test.each(['official', 'adm'] as const)(
  'a TIFF of three channels that calls itself CMYK is refused by name (%s)',
  async (preprocessing) => {
    const bytes = await readFile(path.resolve('test/fixtures/images/deflate.tif'));
    setTag(bytes, photometric, 5);
    const model = { size: 16, resize: 'bicubic', crop: 'center', preprocessing } as const;
    await expect(preprocess(bytes, model, { name: 'ink.tif' })).rejects.toMatchObject({
      code: 'image-not-decodable',
      message: expect.stringMatching(/^ink\.tif could not be decoded: /),
    });
  },
);
