import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  decodeUpright,
  openImage,
  type Pixels,
  type ResizeFilter,
} from '../../../server/src/image';
import { defaultImageLimits, type ImageLimits } from '../../../server/src/imageLimits';

export type TestImageKind = 'noise' | 'photo';

/** The same images as draw() in test/parity/make_pillow_resize.py. */
export function testImage(
  kind: TestImageKind,
  channels: number,
  width: number,
  height: number,
): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const channel = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / (channels * width));
    const grain = Math.imul(i, 2654435761) >>> 24;
    if (kind === 'noise') {
      data[i] = grain;
    } else {
      const ramp = (x * 3 + y * 2 + channel * 60) % 300;
      const tile = ((x >> 4) + (y >> 4)) % 2;
      data[i] = Math.min(255, Math.floor((ramp * 2) / 3) + tile * 90 + (grain >> 4));
    }
  }
  return { width, height, channels, data };
}

interface Golden {
  resize: {
    kind: TestImageKind;
    channels: number;
    from: [number, number];
    to: [number, number];
    outputs: Record<ResizeFilter, string>;
  }[];
  crop: { from: [number, number]; size: number; resized: [number, number]; output: string }[];
  jpeg: { file: string; size: [number, number]; pixels: string };
}

export const golden: Golden = JSON.parse(
  readFileSync(path.join(__dirname, '../../parity/golden/pillow-resize.json'), 'utf8'),
);

/** Fails with the place and the values of the first difference, not with two long arrays. */
export function firstDifference(actual: Uint8Array, expectedBase64: string): string | undefined {
  const expected = Buffer.from(expectedBase64, 'base64');
  if (actual.length !== expected.length) {
    return `${actual.length} values instead of ${expected.length}`;
  }
  const at = actual.findIndex((value, i) => value !== expected[i]);
  return at < 0 ? undefined : `value ${at} is ${actual[at]} instead of ${expected[at]}`;
}

/** x0, planes in -1..1, back as 8-bit RGB, row by row. */
export function pixelsOf(x0: Float32Array, size: number): Uint8Array {
  const plane = size * size;
  return Uint8Array.from({ length: 3 * plane }, (_, i) =>
    Math.round((x0[(i % 3) * plane + Math.trunc(i / 3)]! + 1) * 127.5),
  );
}

/** As preprocess() opens and decodes it by the rule `product`. */
export async function decode(
  bytes: Uint8Array,
  name = 'The image',
  { size = 32, limits = {} }: { size?: number; limits?: Partial<ImageLimits> } = {},
): Promise<Pixels> {
  return await decodeUpright(
    await openImage(bytes, size, { ...defaultImageLimits, ...limits }, name),
  );
}
