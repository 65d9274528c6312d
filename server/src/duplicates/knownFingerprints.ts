import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Fingerprint } from '../engine';

/** Raised when a fingerprint changes its meaning: each format has a folder of its own. */
const format = 1;

/** Lines gathered before they are written: what is lost at most when the process is killed. */
const batch = 256;

const lineSchema = z.tuple([
  z.string(),
  z.string(),
  z.strictObject({
    content: z.string(),
    perceptual: z.string().nullable(),
    width: z.number(),
    height: z.number(),
  }),
]);

type Line = z.infer<typeof lineSchema>;

function parsed(line: string): Line | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // cut short by the end of its process
  }
}

/**
 * Fingerprints of the images of a folder, kept in a file of the cache folder, one a line, so that only
 * new and changed images are decoded again. It is a cache: what goes wrong with it costs time alone.
 */
export class KnownFingerprints {
  private readonly file: string;
  private readonly known = new Map<string, { stamp: string; fingerprint: Fingerprint }>();
  private readonly used = new Set<string>();
  private lines = 0;
  private waiting: string[] = [];
  private writing: Promise<void> = Promise.resolve();

  /** @param folder absolute path of the folder that the images are in. */
  constructor(cacheFolder: string, folder: string) {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
    this.file = path.join(cacheFolder, `fingerprints-${format}`, `${name}.jsonl`);
  }

  async open(): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true }).catch(() => {});
    const text = await readFile(this.file, 'utf8').catch(() => '');
    for (const row of text.split('\n')) {
      const line = parsed(row);
      if (line) this.known.set(line[0], { stamp: line[1], fingerprint: line[2] });
      if (row !== '') this.lines += 1;
    }
  }

  /** @param stamp of the file as it is now (its size and time of change). */
  find(image: string, stamp: string): Fingerprint | undefined {
    const known = this.known.get(image);
    if (known?.stamp !== stamp) return undefined;
    this.used.add(image);
    return known.fingerprint;
  }

  remember(image: string, stamp: string, fingerprint: Fingerprint): void {
    this.known.set(image, { stamp, fingerprint });
    this.used.add(image);
    this.waiting.push(JSON.stringify([image, stamp, fingerprint] satisfies Line));
    if (this.waiting.length >= batch) this.flush();
  }

  /**
   * Writes what is left to write.
   *
   * @param isComplete whether all images were asked about: others are forgotten.
   */
  async close(isComplete: boolean): Promise<void> {
    this.flush();
    await this.writing;
    if (isComplete && this.lines > 2 * this.used.size) await this.rewrite();
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    // After a line that was cut short, the first of these would be lost with it.
    const text = `\n${this.waiting.join('\n')}\n`;
    this.lines += this.waiting.length;
    this.waiting = [];
    this.writing = this.writing.then(() => appendFile(this.file, text)).catch(() => {});
  }

  private async rewrite(): Promise<void> {
    const lines = [...this.used].map((image) => {
      const { stamp, fingerprint } = this.known.get(image)!;
      return `${JSON.stringify([image, stamp, fingerprint])}\n`;
    });
    const fresh = `${this.file}.${process.pid}`;
    await writeFile(fresh, lines.join(''))
      .then(() => rename(fresh, this.file))
      .catch(() => rm(fresh, { force: true }).catch(() => {}));
  }
}
