import { open } from 'node:fs/promises';
import type { RowReview, RunRow } from '../protocol';
import { GrowingFile } from './growingFile';
import { notWritable } from './notWritable';
import { readReviewLine, reviewLine, type StampedReview } from './reviewLine';

/** Of a file; its time in milliseconds since 1970. */
interface Stamp {
  bytes: number;
  modified: number;
}

/**
 * What people have said of the images of a run, as lines at the end of a file. Any process may add
 * some, also while another one works on the run: a line is written at once, and nothing is removed.
 */
export class Reviews {
  private readonly byImage = new Map<string, Stamp & RowReview>();
  private readonly lines: GrowingFile;
  private changes = 0;

  constructor(private readonly path: string) {
    this.lines = new GrowingFile(path, {
      onLine: ({ text }) => this.note(text),
      onVoid: () => {
        this.byImage.clear();
        this.changes += 1;
      },
    });
  }

  /** Rises when anything has changed. */
  get version(): number {
    return this.changes;
  }

  /** Reads what has been said since the last time. */
  async refresh(): Promise<void> {
    await this.lines.with(async () => {});
  }

  /** What was said of an image; nothing where the file was another one then. */
  of(image: string, { bytes, modified }: Stamp): RowReview | undefined {
    const found = this.byImage.get(image);
    if (found?.bytes !== bytes || found.modified !== modified) return undefined;
    return { label: found.label, reviewed: found.reviewed };
  }

  /** The row with what was said of its image. */
  joined(row: RunRow): RunRow {
    const { image, bytes, modified } = row;
    const review = this.of(image, { bytes, modified: Date.parse(modified) });
    return review ? { ...row, review } : row;
  }

  /**
   * @returns when it is on disk, all of it.
   * @throws Failure `file-not-writable`: where there is no room, with none of it kept.
   */
  async add(reviews: readonly StampedReview[]): Promise<void> {
    const line = Buffer.from(reviewLine(new Date().toISOString(), reviews));
    try {
      const file = await open(this.path, 'a');
      try {
        // One write, between which and another process's the system puts nothing.
        const { bytesWritten } = await file.write(line);
        if (bytesWritten < line.length) throw Object.assign(new Error(), { code: 'ENOSPC' });
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw notWritable(this.path, error);
    }
  }

  private note(text: string): void {
    const line = readReviewLine(text);
    if (!line) return;
    const { reviewed, reviews } = line;
    for (const { image, label, bytes, modified } of reviews) {
      if (label === undefined) this.byImage.delete(image);
      else this.byImage.set(image, { bytes, modified: Date.parse(modified), label, reviewed });
    }
    this.changes += 1;
  }
}
