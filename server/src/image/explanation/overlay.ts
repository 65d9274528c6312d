import type { Pixels } from '../pixels';
import { resample } from '../resample';

/** Numbers for the cells of a picture, row by row. */
export interface Grid {
  width: number;
  height: number;
  data: readonly number[] | Float64Array;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Blue and vermilion of Okabe and Ito, which the colour-blind can tell apart, for either sign. */
export const signColours = { positive: '#0072b2', negative: '#d55e00' } as const;

/** Opacity of the full colour. */
export const mostOpaque = 0.9;

/**
 * Each cell the mean of those around it, weighted by a normal distribution of `sigma` cells and cut
 * at the edges: what one cell says alone is mostly chance.
 */
export function smoothed(grid: Grid, sigma: number): Grid {
  return transposed(smoothedRows(transposed(smoothedRows(grid, sigma)), sigma));
}

function smoothedRows({ width, height, data }: Grid, sigma: number): Grid {
  const smooth = new Float64Array(data.length);
  const weights = Array.from({ length: width }, (_, distance) =>
    Math.exp(-(distance ** 2) / (2 * sigma ** 2)),
  );
  for (let x = 0; x < width; x++) {
    let total = 0;
    for (let other = 0; other < width; other++) total += weights[Math.abs(x - other)]!;
    for (let other = 0; other < width; other++) {
      const weight = weights[Math.abs(x - other)]! / total;
      for (let y = 0; y < height; y++) smooth[y * width + x]! += weight * data[y * width + other]!;
    }
  }
  return { width, height, data: smooth };
}

function transposed({ width, height, data }: Grid): Grid {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    turned[(i % width) * height + Math.floor(i / width)] = data[i]!;
  }
  return { width: height, height: width, data: turned };
}

/** The magnitude that gets the full colour: the 99.5th percentile, so that no single cell decides. */
export function scaleOf({ data }: Grid): number {
  const sorted = Float64Array.from(data, Math.abs).sort();
  return sorted[Math.floor(0.995 * (sorted.length - 1))]! || 1;
}

/** RGBA of that size: a colour for each sign, as opaque as the number is large, full at `scale`. */
export function overlay(
  { data, ...cells }: Grid,
  scale: number,
  { width, height }: { width: number; height: number },
): Pixels {
  const levels = Uint8Array.from(data, (value) =>
    Math.round(128 + 127 * Math.min(1, Math.max(-1, value / scale))),
  );
  const large = resample({ ...cells, channels: 1, data: levels }, width, height, 'bicubic').data;
  const [positive, negative] = [rgbOf(signColours.positive), rgbOf(signColours.negative)];
  const rgba = new Uint8Array(4 * large.length);
  large.forEach((level, index) => {
    const value = (level - 128) / 127;
    rgba.set(value >= 0 ? positive : negative, 4 * index);
    rgba[4 * index + 3] = Math.round(255 * mostOpaque * Math.min(1, Math.abs(value)));
  });
  return { width, height, channels: 4, data: rgba };
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
