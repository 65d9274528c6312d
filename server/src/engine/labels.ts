import { Failure } from '../failure';
import type { RaceLabel } from '../method';
import { type ModelFolder, resolveLabel } from '../models';
import type { LabelRequest } from '../protocol';

/** One row of a race: a label under one of its prompts, as the denoiser is given it. */
export interface Row {
  classIndex: number;
}

export interface PlannedLabels {
  /** As they were asked for, in order. */
  names: string[];
  labels: RaceLabel[];
  /** Label by label, prompt by prompt. */
  rows: Row[];
}

/**
 * What the labels of a request mean to a model.
 *
 * @throws Failure `labels-invalid` when two labels are the same, `label-unknown` when the model
 * does not know one.
 */
export function planLabels(requests: readonly LabelRequest[], model: ModelFolder): PlannedLabels {
  const asked = requests.map((request) =>
    typeof request === 'string' ? { label: request } : request,
  );
  const weights = asked.map(({ prior }) => prior);
  const weightless = asked.find(({ prior }) => prior === undefined);
  if (weightless && weights.some((weight) => weight !== undefined)) {
    throw new Failure(
      'labels-invalid',
      `Label "${weightless.label}" has no prior, but others do: give every label one, or none.`,
      { label: weightless.label },
    );
  }

  const names = new Set<string>();
  for (const { label } of asked) {
    if (names.has(label)) {
      throw new Failure('labels-invalid', `Label "${label}" is listed twice.`, { label });
    }
    names.add(label);
  }

  const rows: Row[] = [];
  const meaning = new Map<number, string>();
  const labels = asked.map(({ label, prompts, prior }): RaceLabel => {
    const classes = new Set((prompts ?? [label]).map((prompt) => resolveLabel(model, prompt)));
    for (const classIndex of classes) {
      const other = meaning.get(classIndex);
      if (other !== undefined) {
        throw new Failure(
          'labels-invalid',
          `Labels "${other}" and "${label}" mean the same to model ${model.id}: leave one out.`,
          { label, other, model: model.id },
        );
      }
      rows.push({ classIndex });
    }
    for (const classIndex of classes) meaning.set(classIndex, label);
    return { rows: classes.size, logPrior: Math.log(prior ?? 1) };
  });
  return { names: [...names], labels, rows };
}
