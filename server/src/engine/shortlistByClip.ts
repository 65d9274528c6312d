import { findClip, type ModelFolder, readClipShortlist } from '../models';
import type { ClassifyOptions, LabelRequest } from '../protocol';
import { type PromptChoice, promptsOf } from '../text';
import { orCancelled } from './cancelled';
import type { ChosenLabels } from './chosenLabels';
import type { Question } from './classification';
import type { ClassificationControl } from './control';
import { planPrompts, usualTemplates } from './prompts';
import { scoreImage } from './scoreImage';

/** As many as the paper keeps of ImageNet's thousand, with CLIP ResNet-50 in front. */
const usualKeep = 20;

/** What CLIP is asked for a label: the diffusion model's prompts, where it reads any. */
function promptsFor(
  label: LabelRequest,
  { vocabulary }: Pick<ModelFolder, 'vocabulary'>,
  choice: PromptChoice,
): string[] {
  const { label: name, prompts } = typeof label === 'string' ? { label } : label;
  if (vocabulary === 'open' && prompts) return prompts;
  return (prompts ?? [name]).flatMap((words) => promptsOf(words, choice));
}

/**
 * The labels that CLIP finds most like the image, the most likely first.
 *
 * @throws Failure `model-not-found`, `model-invalid` for what is no CLIP folder; what a host answers.
 */
export async function shortlistByClip(
  model: ModelFolder,
  question: Question,
  { model: name, keep: asked }: Extract<ClassifyOptions['shortlist'], { model: string }>,
  control: ClassificationControl,
): Promise<ChosenLabels> {
  const { labels, options } = question;
  const clip = await orCancelled(findClip(name), control.signal);
  const names = labels.map((label) => (typeof label === 'string' ? label : label.label));
  const measured = asked === undefined ? await readClipShortlist(clip.folder, names) : undefined;
  const keep = asked ?? measured?.keep ?? usualKeep;
  const about = {
    shortlist: {
      model: clip.id,
      keep,
      evaluations: 0,
      ...(measured && { recall: measured.recall }),
    },
    remembered: 0,
  };
  if (keep >= labels.length) return { ...about, labels: [...labels], warnings: [] };
  const choice =
    model.vocabulary === 'open' ? planPrompts(options, model) : { templates: usualTemplates };
  const prompts = labels.map((label) => promptsFor(label, model, choice));
  const { scores, warnings } = await scoreImage(clip, { ...question, labels: prompts }, control);
  const order = [...labels.keys()].sort((one, other) => scores[other]! - scores[one]!);
  return { ...about, labels: order.slice(0, keep).map((index) => labels[index]!), warnings };
}
