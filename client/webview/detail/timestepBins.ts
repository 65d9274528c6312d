import type { ClassifyResult } from '../../../server/src/protocol';

/** Errors of one label at neighbouring timesteps, taken together. */
export interface TimestepPoint {
  label: string;
  /** Mean of its samples'. */
  timestep: number;
  samples: number;
  /** Mean. */
  error: number;
  /** Mean of how much larger they are than those of the winner; null where no sample is shared. */
  difference: number | null;
}

/** Of fewer samples a mean is mostly chance. */
const fewestSamples = 4;
const mostBins = 16;

/**
 * Mean errors of labels by timestep. Every label has the same bins, each with about as many of the
 * samples visited; a label has no point where it was not evaluated.
 */
export function errorsByTimestep(
  { samples = [], errors = {}, predicted }: ClassifyResult,
  labels: readonly string[],
): TimestepPoint[] {
  const bins = binsOf(samples.map(({ timestep }) => timestep));
  const winning = errors[predicted] ?? [];
  return labels.flatMap((label) => {
    const own = errors[label] ?? [];
    return bins.flatMap((bin) => {
      const known = bin.filter((index) => typeof own[index] === 'number');
      if (known.length === 0) return [];
      const shared = known.filter((index) => typeof winning[index] === 'number');
      return {
        label,
        samples: known.length,
        timestep: mean(known.map((index) => samples[index]!.timestep)),
        error: mean(known.map((index) => own[index]!)),
        difference:
          shared.length === 0 ? null : mean(shared.map((index) => own[index]! - winning[index]!)),
      };
    });
  });
}

/** Indices of samples by timestep, in bins of about the same size. */
function binsOf(timesteps: readonly number[]): number[][] {
  const count = Math.max(1, Math.min(mostBins, Math.floor(timesteps.length / fewestSamples)));
  const order = timesteps.map((_, index) => index).sort((a, b) => timesteps[a]! - timesteps[b]!);
  return Array.from({ length: count }, (_, bin) =>
    order.slice(
      Math.round((bin * order.length) / count),
      Math.round(((bin + 1) * order.length) / count),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
