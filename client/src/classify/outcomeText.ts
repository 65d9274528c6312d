import { l10n, Uri } from 'vscode';
import type { ClassifyResult } from '../../../server/src/protocol';
import { failureText } from '../failureText';
import { imageName } from '../images';
import { listText, namedText } from '../listText';
import { errorMargin, tally, topLabels } from '../scores';
import { startOf } from '../shortened';
import { warningLines } from '../warningText';
import { type BatchOutcome, type FailedImage, maxInARow } from './batch';

/** A notification is cut after some lines. */
const maxLabels = 3;
const maxReasons = 3;
/** Lines a dialog can show without growing beyond a small screen. */
const maxDetailLines = 20;

/** What came of a batch in one or a few sentences; nothing where nobody needs to be told. */
export function summaryText(outcome: BatchOutcome): string {
  const { images, results, failed, cancelled } = outcome;
  const sentences: string[] = [];
  if (results.length > 0 && images.length === 1) sentences.push(...results.map(resultText));
  if (results.length > 0 && images.length > 1) {
    const counts = listText(tally(results));
    sentences.push(
      l10n.t('Classified {0} of {1} images: {2}.', results.length, images.length, counts),
    );
  }
  if (failed.length > 0) sentences.push(failedText(failed), ...notTriedText(outcome));
  if (cancelled && sentences.length > 0) sentences.push(l10n.t('Cancelled.'));
  return sentences.join(' ');
}

/** Everything about a batch, one line for each label, image or failure. */
export function detailText({ images, results, failed, notTried }: BatchOutcome): string {
  const [result] = results;
  const lines =
    result && images.length === 1
      ? [...labelLines(result), ...[undecidedText(result) ?? []].flat()]
      : [
          ...results.map((each) => namedText(imageName(Uri.parse(each.image)), labelsText(each))),
          ...failed.map(failedImageText),
          ...notTried.map((image) => namedText(imageName(image), l10n.t('not tried'))),
        ];
  const shown = cutLines(lines, maxDetailLines);
  const warnings = cutLines(
    warningLines(results.flatMap((each) => each.warnings ?? [])),
    maxReasons,
  );
  const work = result ? [workText(result.model, results)] : [];
  return [...shown, ...(warnings.length > 0 ? ['', ...warnings] : []), '', ...work].join('\n');
}

function cutLines(lines: string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), l10n.t('and {0} more', more)] : lines;
}

/** `cat.jpg: cat 97%, dog 2%, deer 1%`, or the order with the winner's margin. */
function resultText(result: ClassifyResult): string {
  const named = namedText(imageName(Uri.parse(result.image)), labelsText(result));
  const undecided = undecidedText(result);
  const text = undecided === undefined ? named : `${named}. ${undecided}`;
  if (result.calibrated) return text;
  const margin = errorMargin(result);
  const [first, second] = result.labels;
  return margin === undefined
    ? l10n.t('{0}. This is the order only: the model is not calibrated.', text)
    : l10n.t(
        '{0}. This is the order only, as the model is not calibrated: the error of {1} is {2} above that of {3}.',
        text,
        startOf(second!.label),
        `${(100 * margin).toFixed(1)}%`,
        startOf(first!.label),
      );
}

/** Which labels a race has not told apart; undefined where one is left, or there was no race. */
function undecidedText({ decision }: ClassifyResult): string | undefined {
  if (!decision || decision.decided) return undefined;
  const labels = decision.inRace.slice(0, maxLabels).map(startOf);
  const more = decision.inRace.length - labels.length;
  if (more > 0) labels.push(l10n.t('and {0} more', more));
  return l10n.t('Undecided between: {0}', listText(labels));
}

function labelsText(result: ClassifyResult): string {
  return listText(topLabels(result, maxLabels));
}

function labelLines(result: ClassifyResult): string[] {
  return topLabels(result, result.labels.length).map((text, rank) => {
    const { error, samples } = result.labels[rank]!;
    return l10n.t('{0} (mean error {1} over {2} samples)', text, error.toPrecision(4), samples);
  });
}

function workText(model: string, results: readonly ClassifyResult[]): string {
  const evaluations = results.reduce((sum, each) => sum + each.evaluations, 0);
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  const remembered = results.reduce((sum, each) => sum + (each.remembered ?? 0), 0);
  const time = seconds.toFixed(1);
  return remembered > 0
    ? l10n.t(
        'Model {0}, {1} evaluations ({2} of them remembered) in {3} s',
        model,
        evaluations,
        remembered,
        time,
      )
    : l10n.t('Model {0}, {1} evaluations in {2} s', model, evaluations, time);
}

function failedText(failed: readonly FailedImage[]): string {
  const last = failed.at(-1);
  if (last?.failure.concernsRequest) {
    return l10n.t('Could not classify: {0}', failureText(last.failure));
  }
  const reasons = reasonTexts(failed.slice(0, maxReasons)).join(' ');
  if (failed.length === 1) return l10n.t('Could not classify {0}', reasons);
  const text = l10n.t('Could not classify {0} images. {1}', failed.length, reasons);
  const more = failed.length - maxReasons;
  return more > 0 ? `${text} ${l10n.t('and {0} more', more)}` : text;
}

/** Why images failed, each reason once, after the names of its images. */
function reasonTexts(failed: readonly FailedImage[]): string[] {
  const names = new Map<string, string[]>();
  for (const { image, failure } of failed) {
    const text = failureText(failure);
    names.set(text, [...(names.get(text) ?? []), imageName(image)]);
  }
  return [...names].map(([text, images]) => namedText(listText(images), text));
}

function notTriedText({ failed, notTried }: BatchOutcome): string[] {
  const isGuess = failed.at(-1)?.failure.maySpread;
  if (!isGuess || notTried.length === 0) return [];
  return [
    l10n.t('Images not tried after {0} such failures in a row: {1}.', maxInARow, notTried.length),
  ];
}

function failedImageText({ image, failure }: FailedImage): string {
  return namedText(imageName(image), failureText(failure));
}
