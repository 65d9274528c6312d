import { isAboutTrained, isTrainedWith, type ModelFolder } from '../models';
import type { LabelRequest, Warning } from '../protocol';
import { promptsOf } from '../text';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { usualTemplates } from './prompts';

/** A label, and the text that says what it means. */
interface LabelText {
  label: string;
  prompt: string;
}

/** Labels that a model was never trained with, and those that it was. */
export interface Untrained {
  labels: LabelText[];
  known: LabelText[];
}

/** Labels that a warning is given for: each names three more, and is kept with every result. */
const mostTold = 20;

/** Known labels that a warning names. */
const mostNearest = 3;

/** Undefined where the model was trained with all of them, or reads anything. */
export function untrainedLabels(
  requests: readonly LabelRequest[],
  model: ModelFolder,
): Untrained | undefined {
  const { captions, labels, templates = usualTemplates } = model.classifier;
  if (!captions) return undefined;
  const inTemplate = (label: string): LabelText => ({
    label,
    prompt: promptsOf(label, { templates })[0]!,
  });
  const untrained = requests.flatMap((request): LabelText[] => {
    const { label, prompts } = typeof request === 'string' ? { label: request } : request;
    const isTrained = prompts
      ? prompts.some((prompt) => isAboutTrained(model, prompt))
      : isTrainedWith(model, label);
    if (isTrained) return [];
    return [prompts ? { label, prompt: prompts[0]! } : inTemplate(label)];
  });
  if (untrained.length === 0) return undefined;
  return {
    labels: untrained.slice(0, mostTold),
    known: labels.map(({ name }) => inTemplate(name)),
  };
}

function labelUntrained({ id }: ModelFolder, label: string, nearest: readonly string[]): Warning {
  const names = nearest.join(', ');
  const known = names && ` Nearest of what it knows: ${names}.`;
  return {
    code: 'label-untrained',
    message: `Model ${id} was never trained with the label "${label}": its answer for it is a guess.${known} Stable Diffusion reads any label: "diffusion-classifier models list" shows which models can be downloaded (docs/models.md).`,
    details: { model: id, label, nearest: names },
  };
}

/** @returns a warning for each label, with the known ones that a host finds nearest to it. */
export async function warnOfUntrained(
  model: ModelFolder,
  { labels, known }: Untrained,
  image: string,
  { signal, stepAside }: Pick<ClassificationControl, 'signal' | 'stepAside'>,
): Promise<Warning[]> {
  if (known.length === 0) return labels.map(({ label }) => labelUntrained(model, label, []));
  const asked = {
    prompts: labels.map(({ prompt }) => prompt),
    among: known.map(({ prompt }) => prompt),
    most: mostNearest,
  };
  const session = await stepAside();
  const finding = session.run(model, image, (host) => host.nearest(asked), signal);
  const { nearest } = await orCancelled(finding, signal);
  return labels.map(({ label }, index) =>
    labelUntrained(
      model,
      label,
      nearest[index]!.map((at) => known[at]!.label),
    ),
  );
}
