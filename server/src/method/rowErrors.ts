/** How several prompts make one label: its best prompt's error, or the mean over prompts. */
export type PromptRule = 'best' | 'mean';

/** The errors of one row (a prompt of a label) at the first samples of a race. */
export class RowErrors {
  private readonly errors: number[] = [];
  private readonly means: number[] = [];

  get count(): number {
    return this.errors.length;
  }

  append(error: number): void {
    this.errors.push(error);
    const before = this.means.at(-1) ?? 0;
    this.means.push(nextMean(before, error, this.errors.length));
  }

  /** The error at sample `index` < count. */
  at(index: number): number {
    return this.errors[index]!;
  }

  /** Mean over the first `samples` ≤ count; 0 for none. */
  mean(samples: number): number {
    return samples === 0 ? 0 : this.means[samples - 1]!;
  }
}

/** The error of a label over the first `samples`, from those of its rows that have had as many. */
export function labelError(rows: readonly RowErrors[], samples: number, rule: PromptRule): number {
  return rule === 'mean'
    ? mean(rows.map((row) => row.mean(samples)))
    : bestRow(rows, samples).mean(samples);
}

/** What {@link labelError} is the mean of: one error a sample. */
export function labelErrors(
  rows: readonly RowErrors[],
  samples: number,
  rule: PromptRule,
): number[] {
  const deciding = rule === 'mean' ? rows : [bestRow(rows, samples)];
  return Array.from({ length: samples }, (_, index) => errorAt(deciding, index));
}

/** Mean over the rows of their errors at sample `index`. */
export function errorAt(rows: readonly RowErrors[], index: number): number {
  return rows.reduce((before, row, i) => nextMean(before, row.at(index), i + 1), 0);
}

function bestRow(rows: readonly RowErrors[], samples: number): RowErrors {
  return rows
    .filter((row) => row.count >= samples)
    .reduce((best, row) => (row.mean(samples) < best.mean(samples) ? row : best));
}

function mean(values: readonly number[]): number {
  return values.reduce((before, value, index) => nextMean(before, value, index + 1), 0);
}

/** The mean of `count` values from that of all but the last; a sum could overflow where a mean does not. */
function nextMean(before: number, value: number, count: number): number {
  return before + (value / count - before / count);
}
