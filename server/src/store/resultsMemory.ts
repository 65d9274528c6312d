import { stat } from 'node:fs/promises';
import type { ClassifyResult } from '../protocol';

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  /** Bytes. */
  size: bigint;
  /** Time of the last change, nanoseconds since 1970. */
  mtimeNs: bigint;
}

/** The stamp of a file as it is now, undefined when there is no such file. */
export async function fileStamp(file: string): Promise<FileStamp | undefined> {
  try {
    const stats = await stat(file, { bigint: true });
    return stats.isFile() ? { size: stats.size, mtimeNs: stats.mtimeNs } : undefined;
  } catch {
    return undefined;
  }
}

function sameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs;
}

/** At some 150 bytes a label result, 200,000 are about 30 MB. */
const defaultCapacity = 200_000;

/**
 * The newest result of each image file, for as long as the process lives. A result belongs to the
 * file as it was: once the file has changed it is forgotten.
 */
export class ResultsMemory {
  /** By absolute path, the one longest in memory first. */
  private readonly entries = new Map<string, { stamp: FileStamp; result: ClassifyResult }>();
  private size = 0;

  /** @param capacity Label results kept over all images; the oldest images make room. */
  constructor(private readonly capacity = defaultCapacity) {}

  /** Keeps `result`, without its trace, for `file` as it was at `stamp`. */
  remember(file: string, stamp: FileStamp, result: ClassifyResult): void {
    this.forget(file);
    const { samples: _samples, errors: _errors, ...untraced } = result;
    this.entries.set(file, { stamp, result: untraced });
    this.size += result.labels.length;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.capacity) break;
      this.forget(oldest);
    }
  }

  /** The newest result for `file` as it is now. Reads the file's stamp and nothing else. */
  async current(file: string): Promise<ClassifyResult | undefined> {
    const entry = this.entries.get(file);
    if (!entry) return undefined;
    const stamp = await fileStamp(file);
    if (stamp && sameStamp(stamp, entry.stamp)) return entry.result;
    // A newer result may have come while the stamp was read.
    if (this.entries.get(file) === entry) this.forget(file);
    return undefined;
  }

  private forget(file: string): void {
    this.size -= this.entries.get(file)?.result.labels.length ?? 0;
    this.entries.delete(file);
  }
}
