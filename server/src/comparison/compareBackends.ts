import { Failure } from '../failure';
import type { Warning } from '../protocol';
import type { Backend, BackendAnswer, LabelledImage } from './backend';

/** What a backend has said of each image, by its file. */
export interface BackendAnswers {
  backend: Pick<Backend, 'name' | 'kind'>;
  answers: ReadonlyMap<string, BackendAnswer | Failure>;
  /** From the first question to the last answer. */
  seconds: number;
}

export interface CompareControl {
  signal: AbortSignal;
  /** @param done images that the backend has answered for. */
  onProgress(backend: Backend, done: number, what: string): void;
  onFailure(backend: Backend, file: string, failure: Failure): void;
  onWarning(warning: Warning): void;
}

/**
 * Asks every backend for every image, one backend after the other.
 *
 * @throws Failure what every image would meet; `cancelled`. A diffusion model's errors are kept: the
 *   same comparison goes on from there.
 */
export async function compareBackends(
  images: readonly LabelledImage[],
  backends: readonly Backend[],
  { signal, onProgress, onFailure, onWarning }: CompareControl,
): Promise<BackendAnswers[]> {
  const files = images.map(({ file }) => file);
  const compared: BackendAnswers[] = [];
  for (const backend of backends) {
    const answers = new Map<string, BackendAnswer | Failure>();
    const began = performance.now();
    onProgress(backend, 0, '');
    await backend.classify(files, {
      signal,
      onPreparing: (what) => onProgress(backend, 0, what),
      onAnswer: (file, answer) => {
        answers.set(file, answer);
        if (answer instanceof Failure) onFailure(backend, file, answer);
        onProgress(backend, answers.size, file);
      },
      onWarning,
    });
    compared.push({ backend, answers, seconds: (performance.now() - began) / 1_000 });
  }
  return compared;
}
