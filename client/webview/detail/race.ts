import type { ClassifyResult } from '../../../server/src/protocol';

/** How much larger a label's mean error is than the winner's, over the first so many samples. */
export interface RacePoint {
  samples: number;
  difference: number;
}

export interface RaceLine {
  label: string;
  /** By samples, rising; of a long race only some of them, the last one always. */
  points: RacePoint[];
  /** Samples it was evaluated on. */
  samples: number;
  /** Whether it left before the race was over, or lost it at the end. */
  left: boolean;
}

/** Labels that left after the same number of samples. */
export interface Leaving {
  samples: number;
  labels: number;
}

/** A race as its samples and errors tell it. */
export interface Race {
  winner: string;
  /** Of the best labels, best first. */
  lines: RaceLine[];
  /** By samples, rising. */
  leavings: Leaving[];
  labels: number;
  samples: number;
  /** Whether one label was left at its end; also where there was no race to win. */
  isDecided: boolean;
  evaluations: number;
  /** What all labels on the whole grid would take; missing where that is not known. */
  planned?: number;
}

/** A line has no more points than anybody can see. */
const mostPoints = 96;

/**
 * @param result with `samples` and `errors`
 * @param mostLines of the best labels
 */
export function raceOf(result: ClassifyResult, mostLines: number): Race | undefined {
  const { errors, samples, labels, predicted, evaluations } = result;
  const winning = errors?.[predicted];
  if (!samples || !errors || !winning || labels.length < 2) return undefined;
  const stillIn = new Set(result.decision ? result.decision.inRace : [predicted]);
  const ends = labels.map(({ label }) => ({
    label,
    samples: lastEvaluated(errors[label] ?? []),
    left: !stillIn.has(label),
  }));
  const grid = result.decision?.grid ?? samples.length;
  const known = Object.values(errors).reduce((sum, of) => sum + of.filter(isKnown).length, 0);
  return {
    winner: predicted,
    lines: ends.slice(0, mostLines).map((end) => ({
      ...end,
      points: thinned(differences(errors[end.label] ?? [], winning)),
    })),
    leavings: leavingsOf(ends),
    labels: labels.length,
    samples: samples.length,
    isDecided: result.decision?.decided ?? true,
    evaluations,
    // Several prompts of a label are an evaluation each, but one error.
    ...(known + (result.shortlist?.evaluations ?? 0) === evaluations
      ? { planned: grid * labels.length }
      : {}),
  };
}

function isKnown(error: number | null): error is number {
  return error !== null;
}

function lastEvaluated(errors: readonly (number | null)[]): number {
  return errors.findLastIndex(isKnown) + 1;
}

/** Of means over the samples that both were evaluated on. */
function differences(
  errors: readonly (number | null)[],
  winning: readonly (number | null)[],
): RacePoint[] {
  const points: RacePoint[] = [];
  let sum = 0;
  let shared = 0;
  errors.forEach((error, index) => {
    const other = winning[index] ?? null;
    if (error === null || other === null) return;
    sum += error - other;
    shared++;
    points.push({ samples: index + 1, difference: sum / shared });
  });
  return points;
}

/** Points about evenly apart on a logarithmic scale, the last among them. */
function thinned(points: readonly RacePoint[]): RacePoint[] {
  const last = points.at(-1);
  if (!last || points.length <= mostPoints) return [...points];
  const step = last.samples ** (1 / mostPoints);
  let next = 1;
  return points.filter((point) => {
    if (point !== last && point.samples < next) return false;
    next = point.samples * step;
    return true;
  });
}

function leavingsOf(ends: readonly { samples: number; left: boolean }[]): Leaving[] {
  const counts = new Map<number, number>();
  for (const { samples, left } of ends) {
    if (left) counts.set(samples, (counts.get(samples) ?? 0) + 1);
  }
  return [...counts]
    .map(([samples, labels]) => ({ samples, labels }))
    .sort((a, b) => a.samples - b.samples);
}
