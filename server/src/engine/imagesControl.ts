import type { Failure } from '../failure';
import type { ClassifyResult } from '../protocol';
import type { Priority } from './turns';

/** What became of one of many images. */
export type ImageAnswer = { image: string } & ({ result: ClassifyResult } | { failure: Failure });

/** How whoever has many images classified is told, and can change their mind. */
export interface ImagesControl {
  signal?: AbortSignal | undefined;
  /** Default `background`. */
  priority?: Priority | undefined;
  /** Is told as each image is done, in any order; the next images wait while it does. */
  onAnswer(answer: ImageAnswer): void | Promise<void>;
}
