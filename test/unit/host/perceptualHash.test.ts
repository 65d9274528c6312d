import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { perceptualHash } from '../../../server/src/host/fingerprint/perceptualHash';

interface Golden {
  pictures: { factors: [number, number, number]; hash: string }[];
}

const golden: Golden = JSON.parse(
  readFileSync(path.join(__dirname, '../../parity/golden/perceptual-hash.json'), 'utf8'),
);

/** As draw() in test/parity/make_perceptual_hash.py. */
function picture([a, b, c]: [number, number, number]): Uint8Array {
  return Uint8Array.from({ length: 3 * 32 * 32 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 32, Math.floor(i / 96)];
    return (a * x + b * y + Math.floor((c * x * y) / 8) + 40 * (i % 3)) % 256;
  });
}

describe('the perceptual hash', () => {
  it.each(golden.pictures)('is that of imagehash: $hash', ({ factors, hash }) => {
    expect(perceptualHash(picture(factors))).toBe(hash);
  });

  it('does not hang on brightness', () => {
    const dark = picture([3, 1, 1]).map((value) => value >> 1);
    expect(perceptualHash(dark.map((value) => value + 60))).toBe(perceptualHash(dark));
  });

  it('is none of an image that is too plain', () => {
    expect(perceptualHash(new Uint8Array(3_072).fill(255))).toBeUndefined();
    const ramp = picture([1, 2, 0]).map((value) => value >> 1);
    expect(perceptualHash(ramp)).toBeUndefined();
    const grain = Uint8Array.from(
      { length: 3_072 },
      (_, i) => 128 + ((i * 7_919) % 3 === 0 ? 1 : 0),
    );
    expect(perceptualHash(grain)).toBeUndefined();
  });
});
