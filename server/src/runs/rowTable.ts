import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../failure';
import type { ReviewedImage, RowReview, RunRow } from '../protocol';
import { GrowingFile } from './growingFile';
import type { Line } from './readLines';
import type { Reviews } from './reviews';
import { lineHead } from './rowLine';

interface Entry<Facts> {
  facts: Facts;
  /** Of the image when it was classified: its time in milliseconds since 1970. */
  bytes: number;
  modified: number;
  offset: number;
  length: number;
}

/** What a choice of rows is made by. */
export interface RowFactsNow<Facts> {
  /** Of each image that is still there, in no order. */
  facts: Iterable<Facts>;
  /** Another one when any of them has changed. */
  version: number;
  /** What somebody has said of an image, and another number when that has changed of any. */
  reviewOf(image: string): RowReview | undefined;
  reviewVersion: number;
}

type Choose<Facts> = (now: RowFactsNow<Facts>) => readonly string[];

/**
 * The rows of a journal, to be looked up in any order, also while it grows: what has been read of it
 * is not read again. Holds some facts of each row in memory, of 50,000 rows some 15 MB.
 */
export class RowTable<Facts> {
  private readonly entries = new Map<string, Entry<Facts>>();
  private readonly lines: GrowingFile;
  private version = 0;
  /** One at a time, so that nothing is read twice. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param reviews for this table alone. */
  constructor(
    path: string,
    private readonly reviews: Reviews,
    private readonly factsOf: (row: RunRow) => Facts,
  ) {
    this.lines = new GrowingFile(path, {
      onLine: (line) => this.note(line),
      onVoid: () => {
        this.entries.clear();
        this.version += 1;
      },
    });
  }

  /**
   * The newest rows of the images that `choose` gives, in its order.
   *
   * @param choose from what is known of all rows, as the files are now.
   */
  async rows(choose: Choose<Facts>): Promise<RunRow[]> {
    return await this.inTurn(async (file) => {
      await this.reviews.refresh();
      const images = choose({
        facts: this.facts(),
        version: this.version,
        reviewOf: (image) => this.reviewOf(image),
        reviewVersion: this.reviews.version,
      });
      return await Promise.all(images.map((image) => this.read(file!, this.entries.get(image)!)));
    });
  }

  /** The newest row of an image; undefined where it has none. */
  async row(image: string): Promise<RunRow | undefined> {
    const [row] = await this.rows(() => (this.entries.has(image) ? [image] : []));
    return row;
  }

  /**
   * Keeps what is said of images, as they were when they were classified.
   *
   * @throws Failure `image-not-found` where one has no row, and `file-not-writable`: with none of it
   *   kept.
   */
  async review(reviews: readonly ReviewedImage[]): Promise<void> {
    await this.inTurn(async () => {
      const stamped = reviews.map(({ image, label }) => {
        const entry = this.entries.get(image);
        if (!entry) throw withoutRow(image);
        const modified = new Date(entry.modified).toISOString();
        return { image, bytes: entry.bytes, modified, label };
      });
      await this.reviews.add(stamped);
    });
  }

  private async inTurn<T>(work: (file: FileHandle | undefined) => Promise<T>): Promise<T> {
    const done = this.turn.then(() => this.lines.with(work));
    this.turn = done.catch(() => {});
    return await done;
  }

  private note({ text, offset, length }: Line): void {
    const head = lineHead(text);
    if (!head) return;
    this.version += 1;
    const { image } = head;
    if ('gone' in head) {
      this.entries.delete(image);
    } else {
      const { bytes, modified } = head;
      const facts = this.factsOf(JSON.parse(text));
      this.entries.set(image, { facts, bytes, modified, offset, length });
    }
  }

  private *facts(): Generator<Facts> {
    for (const { facts } of this.entries.values()) yield facts;
  }

  private reviewOf(image: string): RowReview | undefined {
    const entry = this.entries.get(image);
    return entry && this.reviews.of(image, entry);
  }

  private async read(file: FileHandle, { offset, length }: Entry<Facts>): Promise<RunRow> {
    const { buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
    return this.reviews.joined(JSON.parse(buffer.toString('utf8')) as RunRow);
  }
}

function withoutRow(image: string): Failure {
  return new Failure(
    'image-not-found',
    `${image} has no row in this run: expected an image that it has classified, as its rows name it.`,
    { image },
  );
}
