import type { EncodeResult, LabelsParams, ModelDescription, ScoresParams } from './messages';

/**
 * A model that scores labels for an image at once, without noise or samples: CLIP, or what else
 * compares with a diffusion model.
 */
export interface Scorer {
  readonly description: ModelDescription;
  /**
   * Computes and keeps what it needs of each label.
   *
   * @throws Failure `out-of-memory`, `host-failed`, `model-invalid`.
   */
  encode(parameters: LabelsParams): Promise<EncodeResult>;
  /**
   * A number for each label, the higher the more likely; their softmax is the model's own
   * probability of each.
   *
   * @throws Failure what `encode` does; `image-not-found`, `image-not-readable`,
   *   `image-not-supported`, `image-not-decodable`, `image-over-limit`.
   */
  scores(parameters: ScoresParams): Promise<number[]>;
}
