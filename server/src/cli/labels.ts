import { readFileSync } from 'node:fs';
import { Failure } from '../failure';
import type { LabelRequest } from '../protocol';

/** Labels given as `a,b,c`. Empty ones (a trailing comma) are left out. */
export function parseLabels(text: string): string[] {
  return text
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

/**
 * The labels of the flag `--labels`; none where it was not given.
 *
 * @throws Failure `labels-invalid` where it was, with nothing in it.
 */
export function givenLabels(text: string | undefined): string[] {
  if (text === undefined) return [];
  const labels = parseLabels(text);
  if (labels.length > 0) return labels;
  throw new Failure('labels-invalid', 'No labels in --labels: expected some, such as cat,dog.');
}

/** Labels of a text file, one a line; empty lines and lines that begin with # are left out. */
export function readLabelsFile(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      'options-invalid',
      `--labels-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): expected a text file with one label a line.`,
      { file },
    );
  }
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Priors given as `a=0.7,b=0.3`. */
export function parsePriors(text: string): Map<string, number> {
  return new Map(
    parseLabels(text).map((pair) => {
      const at = pair.lastIndexOf('=');
      const prior = Number(pair.slice(at + 1));
      if (at < 1 || !(prior > 0 && prior < Number.POSITIVE_INFINITY)) {
        throw new Failure(
          'options-invalid',
          `--prior "${pair}" is not understood: expected label=weight with a weight over 0, such as cat=0.7.`,
          { pair },
        );
      }
      return [pair.slice(0, at).trim(), prior] as const;
    }),
  );
}

/** Labels with their priors; a prior for a label that is not asked about is an error. */
export function withPriors(labels: readonly string[], priors: Map<string, number>): LabelRequest[] {
  for (const label of priors.keys()) {
    if (!labels.includes(label)) {
      throw new Failure(
        'options-invalid',
        `--prior names "${label}", which is not among the labels ${labels.join(', ')}.`,
        { label },
      );
    }
  }
  return labels.map((label) => {
    const prior = priors.get(label);
    return prior === undefined ? label : { label, prior };
  });
}
