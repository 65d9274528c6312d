import { TorchGenerator } from '../../../server/src/method';

export interface Estimate {
  value: number;
  /** 95%. */
  low: number;
  high: number;
}

const draws = 2_000;

/**
 * The mean of one number an image with its 95% percentile bootstrap interval over images (seeded:
 * the same numbers give the same interval).
 */
export function meanOverImages(values: readonly number[]): Estimate {
  const generator = new TorchGenerator(0);
  const n = values.length;
  const means = Array.from({ length: draws }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(generator.uniform24() * n)]!;
    return sum / n;
  }).sort((a, b) => a - b);
  return {
    value: values.reduce((sum, value) => sum + value, 0) / n,
    low: means[Math.floor(0.025 * draws)]!,
    high: means[Math.ceil(0.975 * draws) - 1]!,
  };
}
