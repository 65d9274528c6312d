import type { Conditioning } from '../host/messages';
import { type ModelFolder, resolveLabel } from '../models';
import { type PromptChoice, promptsOf } from '../text';

/** What a model is asked for one prompt or label of a request. */
export interface Asked {
  conditioning: Conditioning;
  /** The same for all that mean the same to the model. */
  meaning: string;
}

function ofClass(model: ModelFolder, name: string): Asked {
  const classIndex = resolveLabel(model, name);
  return { conditioning: { classIndex }, meaning: `class ${classIndex}` };
}

/**
 * What the denoiser is given for a label: of a closed vocabulary its class, of an open one the
 * prompts that templates make of it.
 *
 * @param prompts what it is asked instead of the label, word by word.
 * @throws Failure `label-unknown`
 */
export function conditioningsOf(
  model: ModelFolder,
  label: string,
  prompts: readonly string[] | undefined,
  choice: PromptChoice,
): Asked[] {
  if (model.vocabulary === 'closed') {
    return (prompts ?? [label]).map((name) => ofClass(model, name));
  }
  return (prompts ?? promptsOf(label, choice)).map((prompt) => ({
    conditioning: { prompt },
    meaning: prompt,
  }));
}
