import { Failure } from '../failure';
import type { ClassifyRequest } from '../protocol';

/** What may wait at once: far above what people ask for, far below what a process can hold. */
const limits = { requests: 10_000, megabytes: 512 };

/** Bytes that V8 takes for a string in a list, beside its characters: measured with 100,000 labels. */
const bytesPerText = 48;

/** About as many bytes as a request takes in memory while it waits. */
export function requestSize({ image, labels }: Pick<ClassifyRequest, 'image' | 'labels'>): number {
  const texts = labels.flatMap((label) =>
    typeof label === 'string' ? label : [label.label, ...(label.prompts ?? [])],
  );
  return texts.reduce(
    (bytes, text) => bytes + Buffer.byteLength(text) + bytesPerText,
    Buffer.byteLength(image),
  );
}

/** Counts the requests that are being worked on or wait, so that they cannot fill the memory. */
export class Admission {
  private requests = 0;
  private bytes = 0;

  get isIdle(): boolean {
    return this.requests === 0;
  }

  /**
   * Lets one more in.
   *
   * @param size of the request ({@link requestSize}); the first is let in whatever its size is.
   * @returns lets it out again.
   * @throws Failure `busy`
   */
  enter(size: number): () => void {
    const isFull =
      this.requests >= limits.requests || this.bytes + size > limits.megabytes * 1_000_000;
    if (this.requests > 0 && isFull) {
      throw new Failure(
        'busy',
        `Too many requests at once: ${this.requests} are being worked on or wait. Expected at most ${limits.requests}, and ${limits.megabytes} MB of them: wait for answers, or cancel some.`,
        { waiting: String(this.requests) },
      );
    }
    this.requests += 1;
    this.bytes += size;
    return () => {
      this.requests -= 1;
      this.bytes -= size;
    };
  }
}
