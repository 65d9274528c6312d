import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, ImagesControl } from '../../server/src/engine';
import { Failure } from '../../server/src/failure';
import type { ClassifyRequest, ClassifyResult } from '../../server/src/protocol';

type Behaviour = (image: string, signal: AbortSignal) => Promise<void> | void;

/** A result that says which image it is of. */
export function resultOf(image: string): ClassifyResult {
  return {
    image,
    model: 'everyday-32',
    predicted: 'cat',
    labels: [{ label: 'cat', probability: null, error: image.length, samples: 1, margin: 0 }],
    calibrated: false,
    evaluations: 1,
    remembered: 0,
    seconds: 0.001,
  };
}

/** An engine that notes what it is asked, and answers as `behave` lets it. */
export class FakeEngine implements Pick<Engine, 'classifyImages'> {
  readonly seen: string[] = [];
  readonly requests: Omit<ClassifyRequest, 'image'>[] = [];

  constructor(private readonly behave: Behaviour = () => sleep(2).then(() => {})) {}

  async classifyImages(
    request: Omit<ClassifyRequest, 'image'>,
    images: Iterable<string> | AsyncIterable<string>,
    { onAnswer, signal = new AbortController().signal }: ImagesControl,
  ): Promise<void> {
    this.requests.push(request);
    for await (const image of images) {
      if (signal.aborted) throw new Failure('cancelled', 'Cancelled.');
      this.seen.push(image);
      try {
        await this.behave(image, signal);
        await onAnswer({ image, result: resultOf(image) });
      } catch (error) {
        if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
        await onAnswer({ image, failure: error });
      }
    }
  }
}
