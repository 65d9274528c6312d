import type { ConditioningRows } from '../denoiser';
import type { Conditioning, EncodeResult } from '../messages';

/** From what the engine asks for to what the denoiser is given. */
export interface ConditioningSide {
  /**
   * Computes and keeps the rows of each conditioning.
   *
   * @throws Failure `options-invalid` for one that the model does not have; `out-of-memory`,
   *   `host-failed`, `model-invalid` where a text encoder gives no answer or no number.
   */
  encode(conditionings: readonly Conditioning[]): Promise<EncodeResult>;
  /** The rows of each conditioning, kept or computed now. Throws what `encode` does. */
  rows(conditionings: readonly Conditioning[]): Promise<ConditioningRows[]>;
  /** As messages call it: `class "cat"`, `prompt "a photo of a cat"`. */
  title(conditioning: Conditioning): { kind: string; label: string };
}
