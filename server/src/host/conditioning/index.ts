import type { ModelFolder } from '../../models';
import type { Denoiser } from '../denoiser';
import type { Device } from '../messages';
import { ClassLabels } from './classLabels';
import type { ConditioningSide } from './conditioningSide';
import { Prompts } from './prompts';

export type { ConditioningSide } from './conditioningSide';
export { NearestTexts } from './nearestTexts';

/** @throws Failure `model-invalid`, `out-of-memory`. */
export async function openConditioningSide(
  model: ModelFolder,
  denoiser: Denoiser,
  device: Device,
): Promise<ConditioningSide> {
  return model.vocabulary === 'open'
    ? await Prompts.open(model, denoiser, device)
    : new ClassLabels(model, denoiser);
}
