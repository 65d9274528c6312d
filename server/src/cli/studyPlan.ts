import type { TimestepSample, TimestepStrategy } from '../method';

/** A strategy at a number of samples. */
export interface StudyCell {
  strategy: string;
  /** N. */
  samples: number;
  /** Which of the samples of the whole study are its own. */
  positions: number[];
}

export interface StudyPlan {
  cells: StudyCell[];
  /** Those of all cells, each once: strategies share what they have in common. */
  samples: TimestepSample[];
}

/** What must be evaluated of every image to see every strategy at every number of samples it has. */
export function planStudy(
  strategies: readonly TimestepStrategy[],
  counts: readonly number[],
): StudyPlan {
  // A noise row is bound to one timestep (k·T + t), so it tells samples apart.
  const positions = new Map<number, number>();
  const samples: TimestepSample[] = [];
  const positionOf = (sample: TimestepSample): number => {
    const known = positions.get(sample.noiseRow);
    if (known !== undefined) return known;
    positions.set(sample.noiseRow, samples.length);
    return samples.push(sample) - 1;
  };
  const cells = strategies.flatMap(({ name, samples: samplesOf }) =>
    counts.flatMap((count) => {
      const own = samplesOf(count);
      return own ? [{ strategy: name, samples: count, positions: own.map(positionOf) }] : [];
    }),
  );
  return { cells, samples };
}

/**
 * The label with the smallest mean error over the samples at `positions`; the first of equals, as in
 * a race. Of several prompts of a label the best counts.
 *
 * @param errors [row][sample], rows label by label
 * @param rowsOfLabel how many rows each label has
 * @returns its place among the labels
 */
export function predictedLabel(
  errors: readonly (readonly number[])[],
  rowsOfLabel: readonly number[],
  positions: readonly number[],
): number {
  let row = 0;
  let predicted = 0;
  let smallest = Infinity;
  for (const [label, rows] of rowsOfLabel.entries()) {
    for (const end = row + rows; row < end; row++) {
      const total = positions.reduce((sum, position) => sum + errors[row]![position]!, 0);
      if (total < smallest) [predicted, smallest] = [label, total];
    }
  }
  return predicted;
}
