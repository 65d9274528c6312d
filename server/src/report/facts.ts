import type { CalibrationFigures, Measured, RunReport } from '../protocol';
import { countText, percentText, shareText, spreadText } from './wording';

/** A figure and its name. */
export type Fact = readonly [name: string, value: string];

/** Labels named of those that were not asked about. */
const namedLabels = 5;

/** What a run comes to in a few lines. */
export function reportFacts(report: RunReport): Fact[] {
  const { classified, failed, measured, undecided, evaluations, seconds } = report;
  const left = failed > 0 ? `; ${countText(failed)} failed` : '';
  const facts: Fact[] = [['images', `${countText(classified)} classified${left}`]];
  if (measured) facts.push(...measuredFacts(measured));
  if (evaluations) facts.push(['evaluations', spreadText(evaluations)]);
  if (seconds) facts.push(['seconds', spreadText(seconds)]);
  if (undecided) {
    const { count, of } = undecided;
    facts.push(['undecided races', `${countText(count)} of ${countText(of)}`]);
  }
  return facts;
}

function measuredFacts({ accuracy, macro, calibration, notAsked, unknown }: Measured): Fact[] {
  const facts: Fact[] = [];
  if (accuracy) {
    const counts = `${countText(accuracy.count)} of ${countText(accuracy.of)}`;
    facts.push(
      ['right', `${shareText(accuracy)}, ${counts}`],
      ['mean of labels', macroText(macro)],
    );
  }
  if (calibration) facts.push(['calibration error', calibrationText(calibration)]);
  const others = notAsked.reduce((sum, { images }) => sum + images, 0);
  if (others > 0) {
    const names = notAsked.slice(0, namedLabels).map(({ label }) => label);
    const rest = notAsked.length > namedLabels ? ', ...' : '';
    const which = `${names.join(', ')}${rest}`;
    facts.push([
      'not counted',
      `${countText(others)} whose right label was not asked about: ${which}`,
    ]);
  }
  if (unknown > 0) {
    facts.push(['not counted', `${countText(unknown)} whose right label is not known`]);
  }
  return facts;
}

function macroText({ precision, recall, f1 }: Measured['macro']): string {
  return Object.entries({ precision, recall, F1: f1 })
    .flatMap(([name, figure]) => (figure === null ? [] : [`${name} ${percentText(figure)}`]))
    .join(', ');
}

function calibrationText({ error, interval, byChance }: CalibrationFigures): string {
  const [low, high] = interval.map((end) => end.toFixed(3));
  return `${error.toFixed(3)} (${low} to ${high}); chance alone: ${byChance.mean.toFixed(3)}, up to ${byChance.upper.toFixed(3)}`;
}
