import { type Contestant, ranking } from './posterior';
import type { RaceOptions } from './raceOptions';
import { labelError, RowErrors } from './rowErrors';

/** Rows that stay in a race or leave it together: those of a label, or one prompt. */
export interface Group {
  /** Index of the label. */
  label: number;
  logPrior: number;
  /** Numbers of its rows. */
  rows: readonly number[];
  /** Their errors, in the same order. */
  errors: readonly RowErrors[];
}

/**
 * The groups at the start of a race: the labels; or single prompts in the official sample set, and
 * in a race for the label with the best prompt, where a bad prompt need not be tried to the end.
 */
export function startingGroups({ labels, sampleSet, elimination, prompts }: RaceOptions): Group[] {
  const promptsPart = sampleSet === 'official' || (elimination === 'racing' && prompts === 'best');
  let first = 0;
  return labels.flatMap(({ rows: count, logPrior }, label) => {
    const rows = Array.from({ length: count }, (_, prompt) => first + prompt);
    first += count;
    return (promptsPart ? rows.map((row) => [row]) : [rows]).map((rows) => ({
      label,
      logPrior,
      rows,
      errors: rows.map(() => new RowErrors()),
    }));
  });
}

/** Groups best first, by the score log prior − error / τ over the first `samples`. */
export function rankedGroups(
  groups: readonly Group[],
  samples: number,
  { prompts, temperature }: Pick<RaceOptions, 'prompts' | 'temperature'>,
): Group[] {
  const contestants: Contestant[] = groups.map(({ logPrior, errors }) => ({
    logPrior,
    error: labelError(errors, samples, prompts),
  }));
  return ranking(contestants, temperature).map((position) => groups[position]!);
}
