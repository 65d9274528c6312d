import type { JobData, JobImage } from './job';
import { nameOf } from './jobImages';

/** The images of one job, and which of them somebody waits for. */
export class Chunk {
  readonly names: readonly string[];
  private readonly waiting: Set<number>;

  /** @param isLeft Whether an earlier go has left it in Redis, so that nobody waits for it yet. */
  constructor(
    readonly data: JobData,
    isLeft: boolean,
  ) {
    this.names = data.images.map((image) => nameOf(image, data.root));
    this.waiting = new Set(isLeft ? [] : this.names.keys());
  }

  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Whether every image is waited for, so that no answer would be thrown away too early. */
  get isAsked(): boolean {
    return this.waiting.size === this.names.length;
  }

  /** What is waited for and has not been taken. */
  get left(): JobImage[] {
    return this.data.images.filter((_, index) => this.waiting.has(index));
  }

  /** Whether the image is among these, with the content that it has now. */
  holds(name: string, image: JobImage): boolean {
    const own = this.data.images[this.names.indexOf(name)];
    return JSON.stringify(own) === JSON.stringify(image);
  }

  ask(name: string): void {
    this.waiting.add(this.names.indexOf(name));
  }

  /** @returns the name, where it was waited for and is not any more. */
  take(index: number): string | undefined {
    return this.waiting.delete(index) ? this.names[index] : undefined;
  }
}
