import type { Uri } from 'vscode';
import type { ClassifyResult, LabelResult } from '../../../server/src/protocol';
import { errorMargin, percent } from '../scores';

/** Labels that an agent is told of; of a thousand, the last say nothing. */
const mostLabels = 20;

/** One sentence for whoever reads along, in English as agents are asked in it. */
export function toolText(image: Uri, result: ClassifyResult): string {
  const { labels, predicted, calibrated, decision } = result;
  const scores = labels
    .slice(0, 5)
    .map(
      ({ label, probability }) =>
        `${label}${probability === null ? '' : ` ${percent(probability)}`}`,
    )
    .join(', ');
  const sentences = [
    `${image.fsPath}: ${predicted}.`,
    calibrated
      ? `Probabilities among these labels: ${scores}.`
      : `Best first: ${scores}. The model is not calibrated, so there are no probabilities.`,
    ...(decision && !decision.decided
      ? [`Undecided between ${decision.inRace.join(', ')}: do not rely on the first alone.`]
      : []),
    ...(result.warnings ?? []).map(({ message }) => message),
  ];
  return sentences.join(' ');
}

/** The same as data: JSON on one line. */
export function toolData(image: Uri, result: ClassifyResult): string {
  const { labels, predicted, calibrated, decision, model, evaluations, seconds } = result;
  const margin = errorMargin(result);
  return JSON.stringify({
    image: image.fsPath,
    predicted,
    calibrated,
    labels: labels.slice(0, mostLabels).map(labelData),
    ...(labels.length > mostLabels && { moreLabels: labels.length - mostLabels }),
    ...(margin !== undefined && { margin: rounded(margin) }),
    ...(decision && { decided: decision.decided }),
    ...(decision && !decision.decided && { undecidedBetween: decision.inRace }),
    model,
    evaluations,
    seconds: rounded(seconds),
    ...(result.warnings && { warnings: result.warnings.map(({ message }) => message) }),
  });
}

function labelData({ label, probability, none }: LabelResult) {
  return {
    label,
    ...(probability !== null && { probability: rounded(probability) }),
    ...(none && { none }),
  };
}

/** To four significant digits, which no answer exceeds. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
