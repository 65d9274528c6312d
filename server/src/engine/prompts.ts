import { Failure } from '../failure';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { PromptChoice } from '../text';

/** Of a model that does not say its own. */
export const usualTemplates = ['a photo of a {}'];

/**
 * What makes prompts of labels: what the request says, else what the model does.
 *
 * @throws Failure `options-invalid` for templates and a prompt set together, or for a model that
 *   reads no text.
 */
export function planPrompts(
  { templates, promptSet }: ClassifyOptions,
  model: Pick<ModelFolder, 'id' | 'vocabulary'> & {
    classifier: Pick<ModelFolder['classifier'], 'templates'>;
  },
): PromptChoice {
  if (templates && promptSet !== undefined) {
    throw new Failure(
      'options-invalid',
      'Options "templates" and "promptSet" both say how labels become prompts: give one of them.',
    );
  }
  const given = templates ? 'templates' : promptSet === undefined ? undefined : 'promptSet';
  if (given && model.vocabulary === 'closed') {
    throw new Failure(
      'options-invalid',
      `Option "${given}" makes prompts of labels, but model ${model.id} knows a fixed list of labels and reads no text: leave it out, or use a text-to-image model.`,
      { model: model.id, option: given },
    );
  }
  if (promptSet !== undefined) return { promptSet };
  return { templates: templates ?? model.classifier.templates ?? usualTemplates };
}
