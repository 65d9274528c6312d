import type { FailureGroup, LabelError, LabelReport, Measured, RunReport } from '../protocol';
import { countText, percentText, shareText } from './wording';

export interface ReportTable {
  title: string;
  header: string[];
  rows: string[][];
}

/** Rows at most; all without it. */
export interface TableLimits {
  labels?: number;
  confusions?: number;
  labelErrors?: number;
  failures?: number;
}

/** "the first 20 of 583", where that is not all. */
function titled(title: string, all: number, shown: number, order: string): string {
  return shown < all ? `${title} (${order} ${countText(shown)} of ${countText(all)})` : title;
}

/** The tables of a report for people: those that would be empty are left out. */
export function reportTables(report: RunReport, limits: TableLimits = {}): ReportTable[] {
  const { measured, predicted, failures } = report;
  const tables = measured?.accuracy
    ? [
        labelTable(measured.perLabel, limits.labels),
        confusionTable(measured, limits.confusions),
        labelErrorTable(measured, limits.labelErrors),
      ]
    : [predictedTable(predicted, limits.labels)];
  return [...tables, failureTable(failures, limits.failures)].filter(({ rows }) => rows.length > 0);
}

function labelTable(perLabel: readonly LabelReport[], limit = perLabel.length): ReportTable {
  const shown =
    limit < perLabel.length
      ? [...perLabel]
          .filter(({ f1 }) => f1 !== null)
          .sort((a, b) => a.f1! - b.f1!)
          .slice(0, limit)
      : perLabel;
  return {
    title: titled('Labels', perLabel.length, shown.length, 'the lowest F1,'),
    header: ['label', 'images', 'predicted', 'precision', 'recall', 'F1'],
    rows: shown.map(({ label, support, predicted, precision, recall, f1 }) => [
      label,
      countText(support),
      countText(predicted),
      shareText(precision),
      shareText(recall),
      f1 === null ? '' : percentText(f1),
    ]),
  };
}

function confusionTable({ confusion, perLabel }: Measured, limit?: number): ReportTable {
  const supports = new Map(perLabel.map(({ label, support }) => [label, support]));
  const wrong = confusion
    .filter(({ truth, predicted }) => truth !== predicted)
    .sort((a, b) => b.images - a.images);
  const shown = wrong.slice(0, limit);
  return {
    title: titled('Confusions', wrong.length, shown.length, 'the most frequent'),
    header: ['right label', 'predicted', 'images', 'of the label'],
    rows: shown.map(({ truth, predicted, images }) => [
      truth,
      predicted,
      countText(images),
      percentText(images / supports.get(truth)!),
    ]),
  };
}

/** "<0.001%": the smaller, the more suspicious. */
function smallText(probability: number | null): string {
  if (probability === null) return '';
  return probability < 0.000_01 ? '<0.001%' : `${Number((100 * probability).toPrecision(2))}%`;
}

function errorCells({ image, truth, predicted, ...figures }: LabelError): string[] {
  const { probability, truthProbability, margin } = figures;
  return [
    image,
    truth,
    predicted,
    probability === null ? '' : percentText(probability),
    smallText(truthProbability),
    margin === null ? 'not compared' : margin.toPrecision(3),
  ];
}

function labelErrorTable({ labelErrors }: Measured, limit?: number): ReportTable {
  const { images, candidates } = labelErrors;
  const shown = images.slice(0, limit);
  return {
    title: titled('Labels that may be wrong', candidates, shown.length, 'the most suspicious'),
    header: ['image', 'its label', 'predicted', 'p predicted', 'p of its label', 'margin'],
    rows: shown.map(errorCells),
  };
}

function predictedTable(predicted: RunReport['predicted'], limit?: number): ReportTable {
  const shown = predicted.slice(0, limit);
  return {
    title: titled('Predicted', predicted.length, shown.length, 'the most frequent'),
    header: ['label', 'images'],
    rows: shown.map(({ label, images }) => [label, countText(images)]),
  };
}

/** Of each reason the same number of examples, so that a rare one is seen, too. */
function failureTable(groups: readonly FailureGroup[], limit?: number): ReportTable {
  const all = groups.reduce((sum, { images }) => sum + images, 0);
  const each = limit === undefined ? undefined : Math.ceil(limit / groups.length);
  const rows = groups.flatMap(({ code, examples }) =>
    examples.slice(0, each).map(({ image, message }) => [code, image, message]),
  );
  const counts = groups.map(({ code, images }) => `${countText(images)} ${code}`).join(', ');
  return {
    title: titled(`Failed: ${counts}`, all, rows.length, 'some'),
    header: ['reason', 'image', 'message'],
    rows,
  };
}
