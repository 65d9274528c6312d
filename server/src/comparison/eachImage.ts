import { Failure } from '../failure';
import type { BackendAnswer, BackendControl } from './backend';

/**
 * Answers for images one after the other; a failure of an image alone is its answer.
 *
 * @throws Failure what every image would meet; `cancelled`.
 */
export async function eachImage(
  files: readonly string[],
  { onAnswer }: Pick<BackendControl, 'onAnswer'>,
  answer: (file: string) => Promise<BackendAnswer>,
): Promise<void> {
  for (const file of files) {
    try {
      onAnswer(file, await answer(file));
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
      onAnswer(file, error);
    }
  }
}
