import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { type PreprocessingRule, preprocess, type ResizeFilter } from '../../server/src/image';
import { pixelsOf } from '../unit/image/testImage';

interface Output {
  rule: PreprocessingRule;
  size: number;
  resize: ResizeFilter;
  /** Of the pixels, 8-bit RGB row by row. */
  crc32: number;
  /** Base64, of the small ones: so that a difference can be looked at. */
  pixels?: string;
}

/** Made by make_pillow_preprocess.py with Pillow 13. */
const golden: { images: { name: string; file: string; outputs: Output[] }[] } = JSON.parse(
  readFileSync(path.join(__dirname, 'golden/pillow-preprocess.json'), 'utf8'),
);

for (const { name, file, outputs } of golden.images) {
  test.each(outputs)(
    `${name}: $rule at $size by $resize is Pillow's to the bit`,
    async (output) => {
      const { rule, size, resize } = output;
      const { pixels: x0 } = await preprocess(Buffer.from(file, 'base64'), {
        size,
        resize,
        crop: 'center',
        preprocessing: rule,
      });
      const pixels = pixelsOf(x0, size);
      if (output.pixels) expect([...pixels]).toEqual([...Buffer.from(output.pixels, 'base64')]);
      expect(crc32(pixels)).toBe(output.crc32);
    },
  );
}
