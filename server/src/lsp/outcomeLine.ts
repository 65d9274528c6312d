import { plainText } from '../plainText';
import type { ClassifyResult } from '../protocol';
import { percentage } from './percentage';
import type { Strings } from './strings';

const labelsShown = 3;

/** A result in one line of plain text: `cat.png: cat 94.2%, dog 5.7%, ship 0.1%`. */
export function outcomeLine(image: string, result: ClassifyResult, strings: Strings): string {
  const labels = result.labels
    .slice(0, labelsShown)
    .map(({ label, probability }) =>
      probability === null ? label : `${label} ${percentage(probability, strings)}`,
    );
  const notes = result.calibrated ? [] : [strings.notCalibrated];
  return plainText(strings.outcome(image, [...labels, ...notes]));
}
