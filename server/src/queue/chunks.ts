import { Chunk } from './chunk';
import type { JobData } from './job';

/** Jobs that have not been collected yet, at most: work of a thousand workers for a minute. */
const mostJobs = 4_096;
/** Bytes that they may hold: a thousand labels in each weigh more than its images. */
const mostBytes = 64e6;

interface Entry {
  chunk: Chunk;
  bytes: number;
}

/** The jobs that are not yet collected, by their names and by their images. */
export class Chunks {
  private readonly entries = new Map<string, Entry>();
  private readonly jobOf = new Map<string, string>();
  private bytes = 0;

  get ids(): string[] {
    return [...this.entries.keys()];
  }

  get isFull(): boolean {
    return this.entries.size >= mostJobs || this.bytes >= mostBytes;
  }

  /** Whether nobody waits for any image. */
  get isIdle(): boolean {
    return [...this.entries.values()].every(({ chunk }) => chunk.isIdle);
  }

  get(id: string): Chunk | undefined {
    return this.entries.get(id)?.chunk;
  }

  /** Of the job that an image was sent with last. */
  of(name: string): Chunk | undefined {
    return this.get(this.jobOf.get(name) ?? '');
  }

  add(id: string, data: JobData, isLeft: boolean): void {
    const chunk = new Chunk(data, isLeft);
    const bytes = JSON.stringify(data).length;
    this.entries.set(id, { chunk, bytes });
    for (const name of chunk.names) this.jobOf.set(name, id);
    this.bytes += bytes;
  }

  delete(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.bytes -= entry.bytes;
    for (const name of entry.chunk.names) {
      if (this.jobOf.get(name) === id) this.jobOf.delete(name);
    }
  }
}
