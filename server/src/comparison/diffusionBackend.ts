import type { Engine } from '../engine';
import { findModel, resolveLabel } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { Backend } from './backend';

/**
 * A diffusion model. Errors of earlier classifications are used, and those of this one kept: what was
 * broken off goes on where it ended.
 *
 * @param model as a request to classify names it.
 * @throws Failure `model-not-found`, `model-invalid`; `label-unknown`.
 */
export async function diffusionBackend(
  model: string,
  labels: readonly string[],
  options: ClassifyOptions,
  engine: Pick<Engine, 'classifyImages'>,
): Promise<Backend> {
  const found = await findModel(model);
  if (found.vocabulary === 'closed') for (const label of labels) resolveLabel(found, label);
  return {
    name: found.id,
    kind: 'diffusion',
    classify: async (files, { signal, onAnswer, onWarning }) => {
      await engine.classifyImages({ labels: [...labels], model: found.folder, options }, files, {
        signal,
        onAnswer: (answer) => {
          if ('failure' in answer) {
            onAnswer(answer.image, answer.failure);
            return;
          }
          const { predicted, seconds, evaluations, remembered = 0, warnings } = answer.result;
          warnings?.forEach(onWarning);
          onAnswer(answer.image, { predicted, seconds, evaluations, remembered });
        },
      });
    },
  };
}
