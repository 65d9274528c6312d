import type { ClassifyResult } from '../protocol';
import type { FileStamp } from './fileStamp';

/** At some 150 bytes a label result, 200,000 are about 30 MB. */
const defaultCapacity = 200_000;

/** A result and the state of the file that it belongs to. */
export interface RememberedResult {
  readonly stamp: FileStamp;
  readonly result: ClassifyResult;
  /** Whether the store on disk has it, too. */
  isStored: boolean;
}

/** The newest result of each image file, for as long as the process lives. */
export class ResultsMemory {
  /** By absolute path, the one longest in memory first. */
  private readonly entries = new Map<string, RememberedResult>();
  private size = 0;

  /** @param capacity Label results kept over all images; the oldest images make room. */
  constructor(private readonly capacity = defaultCapacity) {}

  remember(file: string, stamp: FileStamp, result: ClassifyResult): RememberedResult {
    this.forget(file);
    const entry = { stamp, result, isStored: false };
    this.entries.set(file, entry);
    this.size += result.labels.length;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.capacity) break;
      this.forget(oldest);
    }
    return entry;
  }

  find(file: string): RememberedResult | undefined {
    return this.entries.get(file);
  }

  private forget(file: string): void {
    this.size -= this.entries.get(file)?.result.labels.length ?? 0;
    this.entries.delete(file);
  }
}
