import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import type { ClassifyResult, LabelRequest, Warning } from '../../../server/src/protocol';

type ClassifyImages = Engine['classifyImages'];

const nameOf = (label: LabelRequest): string => (typeof label === 'string' ? label : label.label);

/** What an engine would answer; the label is the one that the file's text is. */
export function answerTo(
  image: string,
  labels: readonly LabelRequest[],
  text: string,
): ClassifyResult {
  const names = labels.map(nameOf);
  const predicted = names.find((name) => text.startsWith(name)) ?? names[0]!;
  const ordered = [predicted, ...names.filter((name) => name !== predicted)];
  return {
    image,
    model: 'everyday-32',
    predicted,
    labels: ordered.map((label, place) => ({
      label,
      probability: place === 0 ? 0.9 : 0.1 / (names.length - 1),
      error: 0.1 + place,
      samples: 10,
      margin: place,
    })),
    calibrated: true,
    evaluations: 10 * names.length,
    remembered: 0,
    seconds: 0.01,
    provider: 'cpu',
  };
}

/**
 * Reads each file, and takes its text for its class. Several at a time, as the real one does; what is
 * asked of it is noted in `asked`.
 */
export class FakeEngine implements Pick<Engine, 'classifyImages'> {
  readonly asked: string[] = [];
  atOnce = 3;
  /** Called before an image is answered. */
  before: (image: string) => Promise<void> | void = () => {};
  /** Of every result. */
  warnings: Warning[] = [];
  /** Of every image. */
  failure: Failure | undefined;

  readonly classifyImages: ClassifyImages = async (request, images, { onAnswer, signal }) => {
    const cancelled = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(new Failure('cancelled', 'Cancelled.'));
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel);
    });
    cancelled.catch(() => {});
    const iterator = (images as AsyncIterable<string>)[Symbol.asyncIterator]();
    const worker = async (): Promise<void> => {
      for (;;) {
        if (signal?.aborted) return;
        const next = await iterator.next();
        if (next.done || signal?.aborted) return;
        this.asked.push(path.basename(next.value));
        await this.before(next.value);
        if (signal?.aborted) return;
        if (this.failure) throw this.failure;
        await onAnswer(this.answer(next.value, request.labels));
      }
    };
    await Promise.race([Promise.all(Array.from({ length: this.atOnce }, worker)), cancelled]);
  };

  private answer(image: string, labels: readonly LabelRequest[]) {
    try {
      const text = readFileSync(image, 'utf8');
      if (text === 'broken') {
        const failure = new Failure('image-not-decodable', `${image} cannot be decoded.`, {
          image,
        });
        return { image, failure };
      }
      const { warnings } = this;
      return { image, result: { ...answerTo(image, labels, text), warnings } };
    } catch {
      return { image, failure: new Failure('image-not-found', `There is no ${image}.`, { image }) };
    }
  }
}
