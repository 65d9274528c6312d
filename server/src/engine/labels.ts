import { Failure } from '../failure';
import type { Conditioning } from '../host/messages';
import type { RaceLabel } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest } from '../protocol';
import type { PromptChoice } from '../text';
import { conditioningsOf } from './conditionings';
import { planPrompts } from './prompts';
import { type Untrained, untrainedLabels } from './untrainedLabels';

export interface PlannedLabels {
  /** As they were asked for, in order. */
  names: string[];
  labels: RaceLabel[];
  /** One row of a race is a label under one of its prompts: label by label, prompt by prompt. */
  rows: Conditioning[];
  /** Labels to warn of, where there are some. */
  untrained: Untrained | undefined;
}

/** ImageNet with the 80 templates of CLIP has 80,000 prompts. */
const maxPrompts = 1_000_000;

/** @throws Failure `options-invalid` for more prompts than anybody would wait for. */
function checkPrompts(labels: number, choice: PromptChoice): void {
  const templates = 'templates' in choice ? choice.templates.length : 1;
  const prompts = labels * templates;
  if (prompts <= maxPrompts) return;
  const [many, most] = [prompts, maxPrompts].map((count) => count.toLocaleString('en'));
  throw new Failure(
    'options-invalid',
    `${labels} labels and ${templates} templates make ${many} prompts. Expected at most ${most}: give fewer of either.`,
    { prompts: String(prompts) },
  );
}

/**
 * What the labels of a request mean to a model.
 *
 * @throws Failure `labels-invalid` when two labels are the same, `label-unknown` when the model
 * does not know one, `options-invalid` for prompts that it cannot be given.
 */
export function planLabels(
  requests: readonly LabelRequest[],
  options: ClassifyOptions,
  model: ModelFolder,
): PlannedLabels {
  const choice = planPrompts(options, model);
  checkPrompts(requests.length, choice);
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

  const rows: Conditioning[] = [];
  const meant = new Map<string, string>();
  const labels = asked.map(({ label, prompts, prior }): RaceLabel => {
    const conditionings = new Map(
      conditioningsOf(model, label, prompts, choice).map((one) => [one.meaning, one.conditioning]),
    );
    for (const [meaning, conditioning] of conditionings) {
      const other = meant.get(meaning);
      if (other !== undefined) {
        throw new Failure(
          'labels-invalid',
          `Labels "${other}" and "${label}" mean the same to model ${model.id}: leave one out.`,
          { label, other, model: model.id },
        );
      }
      rows.push(conditioning);
    }
    for (const meaning of conditionings.keys()) meant.set(meaning, label);
    return { rows: conditionings.size, logPrior: Math.log(prior ?? 1) };
  });
  return { names: [...names], labels, rows, untrained: untrainedLabels(requests, model) };
}
