import type { ModelFolder } from '../../models';
import type { Device } from '../messages';
import { type ImageSide, pixelSide } from './imageSide';
import { VaeSide } from './vaeSide';

export type { ImageSide } from './imageSide';
export { PreparedImages } from './preparedImages';

/** @throws Failure `model-invalid`, `out-of-memory`. */
export async function openImageSide(model: ModelFolder, device: Device): Promise<ImageSide> {
  return model.vae
    ? await VaeSide.open(model, model.vae, device)
    : pixelSide(model.classifier.image.size);
}
