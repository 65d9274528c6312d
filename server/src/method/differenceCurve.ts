/** Differences at neighbouring timesteps taken together. */
export interface CurvePoint {
  /** Timesteps, from the first to the last in it, and their mean. */
  from: number;
  to: number;
  timestep: number;
  samples: number;
  /** Mean difference, and its 95% interval by Student's t; null of a single sample. */
  difference: number;
  interval: [low: number, high: number] | null;
}

/** Fewer samples than this in a point say too little about their spread. */
const fewestSamples = 8;
const mostPoints = 16;

/** 97.5% quantile of the normal distribution. */
const z = 1.959964;

/** 97.5% quantiles of Student's t for 1, 2 and 3 degrees of freedom. */
const fewFreedoms = [12.706, 4.303, 3.182];

/**
 * 97.5% quantile of Student's t; from 4 degrees of freedom on, within 0.3%, the first terms of its
 * expansion in 1/freedom (Abramowitz and Stegun 26.7.5).
 */
function studentQuantile(freedom: number): number {
  const exact = fewFreedoms[freedom - 1];
  if (exact !== undefined) return exact;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/** A mean and its 95% interval, which is null where there is but one value. */
export function meanWithInterval(values: readonly number[]): {
  mean: number;
  interval: [low: number, high: number] | null;
} {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, interval: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentQuantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, interval: [mean - reach, mean + reach] };
}

/**
 * Differences against the timestep: up to 16 points, of about as many samples each, at least 8 where
 * there are as many.
 */
export function differenceCurve(
  differences: readonly { timestep: number; difference: number }[],
): CurvePoint[] {
  const sorted = [...differences].sort((one, other) => one.timestep - other.timestep);
  const { length } = sorted;
  const count = Math.max(1, Math.min(mostPoints, Math.floor(length / fewestSamples)));
  return Array.from({ length: count }, (_, index) => {
    const part = sorted.slice(
      Math.floor((index * length) / count),
      Math.floor(((index + 1) * length) / count),
    );
    const { mean, interval } = meanWithInterval(part.map(({ difference }) => difference));
    return {
      from: part[0]!.timestep,
      to: part.at(-1)!.timestep,
      timestep: part.reduce((sum, { timestep }) => sum + timestep, 0) / part.length,
      samples: part.length,
      difference: mean,
      interval,
    };
  });
}
