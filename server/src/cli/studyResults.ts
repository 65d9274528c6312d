import type { AccuracyCurve } from '../charts';
import { wilsonInterval } from '../method';
import type { LabelledImage } from './studyImages';
import type { StudyCell } from './studyPlan';

/** An image of a study, and which label each cell of the study predicts for it. */
export interface StudiedImage extends LabelledImage {
  /** Places among the labels, one a cell. */
  predicted: number[];
}

/** How a strategy did at a number of samples. */
export interface StudyPoint {
  /** N. */
  samples: number;
  correct: number;
  images: number;
  /** In 0..1, with Wilson's 95% interval from `low` to `high`. */
  accuracy: number;
  low: number;
  high: number;
  /** Of each image the place of the predicted label among the labels. */
  predicted: number[];
}

export interface StudyCurve extends AccuracyCurve {
  points: StudyPoint[];
}

/** What a study found out: what its results file holds. */
export interface StudyResults {
  model: string;
  provider: string;
  /** As it was given. */
  folder: string;
  loss: string;
  seed: number;
  /** Timesteps that the strategies choose from: from the first up to but without the second. */
  band: readonly [number, number];
  labels: string[];
  /** Files within the folder, in the order in which they were evaluated. */
  images: { image: string; label: string }[];
  /** Images that were asked for: more than `images` where the study was interrupted. */
  asked: number;
  evaluations: number;
  /** Evaluations that an earlier run had made. */
  remembered: number;
  strategies: StudyCurve[];
}

/** Accuracy of every cell over the images (1 or more), strategy by strategy. */
export function studyCurves(
  cells: readonly StudyCell[],
  labels: readonly string[],
  images: readonly StudiedImage[],
): StudyCurve[] {
  const curves = new Map<string, StudyPoint[]>();
  cells.forEach(({ strategy, samples }, cell) => {
    const predicted = images.map((image) => image.predicted[cell]!);
    const correct = predicted.filter((label, i) => labels[label] === images[i]!.label).length;
    const [low, high] = wilsonInterval(correct, images.length);
    const points = curves.get(strategy) ?? [];
    points.push({
      samples,
      correct,
      images: images.length,
      accuracy: correct / images.length,
      low,
      high,
      predicted,
    });
    curves.set(strategy, points);
  });
  return [...curves].map(([name, points]) => ({ name, points }));
}

/** One line for each strategy and number of samples. Names of strategies are quoted: they hold commas. */
export function studyCsv({ strategies }: StudyResults): string {
  const lines = strategies.flatMap(({ name, points }) =>
    points.map(({ samples, images, correct, accuracy, low, high }) =>
      [`"${name}"`, samples, images, correct, accuracy, low, high].join(','),
    ),
  );
  return ['strategy,samples,images,correct,accuracy,low,high', ...lines, ''].join('\n');
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

/** Strategies by numbers of samples, each accuracy with its interval, for people. */
export function studyTable({ strategies }: StudyResults): string {
  const counts = [...new Set(strategies.flatMap(({ points }) => points.map((p) => p.samples)))];
  const columns = counts.sort((a, b) => a - b);
  const head = ['timesteps', ...columns.map((count) => `N = ${count}`)];
  const rows = strategies.map(({ name, points }) => [
    name,
    ...columns.map((count) => {
      const point = points.find(({ samples }) => samples === count);
      if (!point) return '';
      return `${percent(point.accuracy)} (${percent(point.low)}-${percent(point.high)})`;
    }),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
