import type { ConfusionCount, LabelReport, Measured } from '../protocol';
import { byText } from './order';
import { shareOf } from './share';

/** How often each label was predicted for the images of each: only what is above zero is kept. */
export class Confusion {
  private readonly rows = new Map<string, Map<string, number>>();

  constructor(private readonly labels: readonly string[]) {}

  add(truth: string, predicted: string): void {
    let row = this.rows.get(truth);
    if (!row) {
      row = new Map();
      this.rows.set(truth, row);
    }
    row.set(predicted, (row.get(predicted) ?? 0) + 1);
  }

  /** In the order of the labels; what is none of them ("none of these") comes after them. */
  list(): ConfusionCount[] {
    const places = new Map(this.labels.map((label, place) => [label, place]));
    const place = (label: string): number => places.get(label) ?? this.labels.length;
    return this.labels.flatMap((truth) =>
      [...(this.rows.get(truth) ?? [])]
        .map(([predicted, images]) => ({ truth, predicted, images }))
        .sort(
          (a, b) => place(a.predicted) - place(b.predicted) || byText(a.predicted, b.predicted),
        ),
    );
  }

  perLabel(): LabelReport[] {
    const predicted = new Map<string, number>();
    for (const row of this.rows.values()) {
      for (const [label, images] of row) {
        predicted.set(label, (predicted.get(label) ?? 0) + images);
      }
    }
    return this.labels.map((label) => {
      const row = this.rows.get(label) ?? new Map<string, number>();
      const support = [...row.values()].reduce((sum, images) => sum + images, 0);
      return labelReport(label, row.get(label) ?? 0, support, predicted.get(label) ?? 0);
    });
  }
}

/**
 * Precision and recall are shares of images, with Wilson's intervals. F1, their harmonic mean
 * 2·right / (support + predicted), is no share of anything, and has none.
 */
function labelReport(
  label: string,
  right: number,
  support: number,
  predicted: number,
): LabelReport {
  return {
    label,
    support,
    predicted,
    precision: shareOf(right, predicted),
    recall: shareOf(right, support),
    f1: support + predicted === 0 ? null : (2 * right) / (support + predicted),
  };
}

/**
 * Each label counts alike, however many images it has; one without images is left out, since its
 * precision and F1 can be nothing but zero.
 */
export function macroOf(perLabel: readonly LabelReport[]): Measured['macro'] {
  const there = perLabel.filter(({ support }) => support > 0);
  return {
    precision: meanOf(there.map(({ precision }) => precision?.share ?? null)),
    recall: meanOf(there.map(({ recall }) => recall?.share ?? null)),
    f1: meanOf(there.map(({ f1 }) => f1)),
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}
