import { Failure } from '../failure';
import type { Conditioning } from '../host/messages';
import type { ModelFolder } from '../models';
import type { Warning } from '../protocol';
import { BatchSize } from './batchSize';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';

/** Prompts in the first batch; a text encoder of Stable Diffusion reads some ten a second on a CPU. */
const firstBatch = 4;

/** @param model that reads it: a diffusion model, or CLIP. */
export function promptCut(
  model: Pick<ModelFolder, 'id'>,
  { prompt, kept }: { prompt: string; kept: string },
): Warning {
  return {
    code: 'prompt-cut',
    message: `Model ${model.id} reads the prompt "${prompt}" only as far as "${kept}": make it shorter if the rest matters.`,
    details: { model: model.id, prompt, kept },
  };
}

/**
 * Has a host compute and keep what the denoiser is given for each prompt, so that it is known
 * before the first evaluation which ones are too long. Does nothing for a closed vocabulary.
 *
 * @returns a warning for each prompt that is cut.
 */
export async function encodePrompts(
  model: ModelFolder,
  rows: readonly Conditioning[],
  image: string,
  { signal, onStep, stepAside }: Pick<ClassificationControl, 'signal' | 'onStep' | 'stepAside'>,
): Promise<Warning[]> {
  if (model.vocabulary === 'closed') return [];
  const warnings: Warning[] = [];
  const batch = new BatchSize(firstBatch);
  for (let done = 0; done < rows.length; ) {
    const conditionings = rows.slice(done, done + batch.evaluations);
    const session = await stepAside();
    const began = performance.now();
    const encoding = session.run(model, image, (host) => host.encode({ conditionings }), signal);
    try {
      const { cut } = await orCancelled(encoding, signal);
      batch.record(conditionings.length, (performance.now() - began) / 1_000);
      warnings.push(...cut.map((one) => promptCut(model, one)));
      done += conditionings.length;
      onStep({ name: 'encoding', done, total: rows.length });
    } catch (error) {
      const isTooMany = error instanceof Failure && error.code === 'out-of-memory';
      if (!isTooMany || conditionings.length === 1) throw error;
      batch.ranOutOfMemory(conditionings.length);
    }
  }
  return warnings;
}
