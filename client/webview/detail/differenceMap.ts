import type { ExplainResult } from '../../../server/src/protocol';
import { rgbOf } from '../charts/colours';

/** Numbers for the cells of a map, row by row from the upper left. */
export interface DifferenceMap {
  width: number;
  height: number;
  differences: readonly number[];
}

/** In per cent of the picture that it lies over. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Blue and vermilion of Okabe and Ito, which the colour-blind can tell apart: where the first label
 * has the smaller error, and the second. The same as in the picture that `explain` writes.
 */
export const signColours = { first: '#0072b2', second: '#d55e00' } as const;

/** What one cell says alone is mostly chance: each becomes the mean of those around it. */
export function smoothed({ width, height, differences }: DifferenceMap): DifferenceMap {
  const sigma = Math.max(width, height) / 32;
  const across = smoothedRows(differences, width, sigma);
  const down = transposed(smoothedRows(transposed(across, width), height, sigma), height);
  return { width, height, differences: down };
}

/** Weighted by a normal distribution of `sigma` cells, cut at the edges. */
function smoothedRows(values: readonly number[], width: number, sigma: number): number[] {
  const weights = Array.from({ length: width }, (_, distance) =>
    Math.exp(-(distance ** 2) / (2 * sigma ** 2)),
  );
  return values.map((_, index) => {
    const x = index % width;
    let sum = 0;
    let total = 0;
    for (let other = 0; other < width; other++) {
      const weight = weights[Math.abs(x - other)]!;
      sum += weight * values[index - x + other]!;
      total += weight;
    }
    return sum / total;
  });
}

function transposed(values: readonly number[], width: number): number[] {
  const height = values.length / width;
  return values.map((_, index) => values[(index % height) * width + Math.floor(index / height)]!);
}

/** The magnitude that gets the full colour: the 99.5th percentile, so that no single cell decides. */
export function scaleOf({ differences }: DifferenceMap): number {
  const sorted = differences.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.floor(0.995 * (sorted.length - 1))] || 1;
}

/** RGBA for every cell: a colour for each sign, as opaque as the number is large, full at `scale`. */
export function mapPixels(
  { differences }: DifferenceMap,
  scale: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * differences.length);
  const first = rgbOf(signColours.first);
  const second = rgbOf(signColours.second);
  differences.forEach((difference, index) => {
    pixels.set(difference >= 0 ? first : second, 4 * index);
    pixels[4 * index + 3] = 255 * Math.min(1, Math.abs(difference) / scale);
  });
  return pixels;
}

/** Where the map lies over the whole picture. */
export function placeOf({ region, size }: Pick<ExplainResult, 'region' | 'size'>): Place {
  return {
    left: (100 * region.x) / size.width,
    top: (100 * region.y) / size.height,
    width: (100 * region.width) / size.width,
    height: (100 * region.height) / size.height,
  };
}
