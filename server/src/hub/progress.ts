import type { DownloadState } from '../protocol';
import { Rate } from './rate';

/** Seconds between two reports, but for those that end a file. */
const pause = 0.2;

/** Tells how far a model's files are, a few times a second. */
export class Progress {
  private readonly rate = new Rate();
  private reported = Number.NEGATIVE_INFINITY;

  /**
   * @param total Bytes that there are.
   * @param done Bytes that are done before anything begins.
   */
  constructor(
    private readonly total: number,
    private done: number,
    private readonly onProgress: ((state: DownloadState) => void) | undefined,
  ) {}

  /** `done` bytes of all are done; `file` is being worked on. */
  reach(done: number, file: string): void {
    if (done > this.done) this.rate.add(done - this.done);
    this.done = done;
    const now = performance.now() / 1_000;
    if (now - this.reported >= pause) this.report(file);
  }

  /** The same when what is done was not work of now: taken over, or the end of a file. */
  settle(done: number, file: string): void {
    this.done = done;
    this.report(file);
  }

  private report(file: string): void {
    this.reported = performance.now() / 1_000;
    const { bytesPerSecond } = this.rate;
    const { total, done } = this;
    const secondsLeft = bytesPerSecond > 0 ? (total - done) / bytesPerSecond : null;
    this.onProgress?.({ done, total, bytesPerSecond, secondsLeft, file });
  }
}
