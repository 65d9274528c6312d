import { Failure } from '../failure';
import type { Conditioning } from '../host/messages';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { PlannedLabels } from './labels';

/** What results call the answer that no label fits. */
export const noneOfThese = 'none of these';

/**
 * What a model is asked without a label: the class that stands for none, or the empty prompt.
 *
 * @throws Failure `options-invalid` for a model that was not trained without labels.
 */
export function unconditional({ id, vocabulary, classifier }: ModelFolder): Conditioning {
  if (vocabulary === 'open') return { prompt: '' };
  if (classifier.unconditional !== undefined) return { classIndex: classifier.unconditional };
  throw new Failure(
    'options-invalid',
    `Option "noneOfThese" asks model ${id} what it sees without a label, but its classifier.json names no class index for that ("unconditional"): leave the option out.`,
    { option: 'noneOfThese', model: id },
  );
}

/**
 * The labels of a request, and "none of these" after them where it is asked for.
 *
 * @throws Failure `labels-invalid` where a label is called so; see {@link unconditional}.
 */
export function withNone(
  planned: PlannedLabels,
  options: Pick<ClassifyOptions, 'noneOfThese'>,
  model: ModelFolder,
): PlannedLabels & { none: number | undefined } {
  if (!options.noneOfThese) return { ...planned, none: undefined };
  const { names, labels, rows } = planned;
  if (names.includes(noneOfThese)) {
    throw new Failure(
      'labels-invalid',
      `Label "${noneOfThese}" is what option "noneOfThese" adds: leave one of them out.`,
      { label: noneOfThese },
    );
  }
  const weights = labels.map(({ logPrior }) => Math.exp(logPrior));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const weight = options.noneOfThese === true ? 1 : options.noneOfThese;
  return {
    ...planned,
    names: [...names, noneOfThese],
    labels: [...labels, { rows: 1, logPrior: Math.log(weight * mean) }],
    rows: [...rows, unconditional(model)],
    none: names.length,
  };
}
