/** Side of the square of luminance that is hashed, in pixels. */
export const hashedSide = 32;

/** Frequencies 0..7 of each axis make 64 bits. */
const frequencies = 8;

/**
 * Median size of the coefficients below which an image is too plain to be told by them: every bit
 * would be chance. Rounding to 8 bits alone gives 3 to 5, the plainest of 2,000 photographs 111.
 */
const leastStructure = 16;

/** cos((2x + 1) u π / 2N) for u = 0..7: [frequencies][hashedSide]. */
const waves = Array.from({ length: frequencies }, (_, u) =>
  Float64Array.from({ length: hashedSide }, (_, x) =>
    Math.cos(((2 * x + 1) * u * Math.PI) / (2 * hashedSide)),
  ),
);

/** Rec. 601 luma of RGB pixels, 0..255, rounded as Pillow's `convert('L')` does. */
function luminance(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: rgb.length / 3 },
    (_, i) =>
      (19_595 * rgb[3 * i]! + 38_470 * rgb[3 * i + 1]! + 7_471 * rgb[3 * i + 2]! + 32_768) >> 16,
  );
}

/** Coefficients of the discrete cosine transform at the lowest frequencies (v, u), row by row. */
function lowFrequencies(values: Uint8Array): Float64Array {
  const coefficients = new Float64Array(frequencies * frequencies);
  for (let y = 0; y < hashedSide; y++) {
    const row = values.subarray(y * hashedSide, (y + 1) * hashedSide);
    for (const [u, wave] of waves.entries()) {
      const sum = row.reduce((total, value, x) => total + value * wave[x]!, 0);
      for (const [v, down] of waves.entries()) coefficients[v * frequencies + u]! += sum * down[y]!;
    }
  }
  return coefficients;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/**
 * The perceptual hash pHash of an image: 64 bits that change little when it is resized, compressed or
 * brightened, and by half of them for another image. Bit by bit, from the highest, whether a
 * coefficient of the discrete cosine transform of the luminance Y is above the median of all 64:
 *
 *   F(v, u) = Σ_y Σ_x Y(y, x) cos((2y + 1) v π / 64) cos((2x + 1) u π / 64),  v, u = 0..7
 *
 * Source: C. Zauner, *Implementation and Benchmarking of Perceptual Image Hash Functions*, 2010,
 * section 3.2.1, with the frequencies of `phash` of Python's imagehash: of images that were shrunk,
 * those with 0 lie closer together than Zauner's 1..8 (docs/sorting.md).
 *
 * @param rgb 32 × 32 pixels, 8 bits a channel, interleaved.
 * @returns 16 hexadecimal digits; undefined for an image that is too plain, such as one of a single
 *   colour.
 */
export function perceptualHash(rgb: Uint8Array): string | undefined {
  const coefficients = lowFrequencies(luminance(rgb));
  // The first is the mean, which every image has.
  const structure = median(coefficients.subarray(1).map(Math.abs));
  if (structure < leastStructure) return undefined;
  const middle = median(coefficients);
  let hash = 0n;
  for (const value of coefficients) hash = (hash << 1n) | (value > middle ? 1n : 0n);
  return hash.toString(16).padStart(16, '0');
}
