import { stat } from 'node:fs/promises';

/**
 * What tells one state of a file from another without reading it: its size in bytes and the time of
 * its last change in nanoseconds. Stamps are compared for equality alone, never for which is later,
 * so that a clock that goes backwards does no harm.
 */
export type FileStamp = string;

/** The stamp of a file as it is now, undefined when there is no such file. */
export async function fileStamp(file: string): Promise<FileStamp | undefined> {
  try {
    const stats = await stat(file, { bigint: true });
    return stats.isFile() ? `${stats.size} ${stats.mtimeNs}` : undefined;
  } catch {
    return undefined;
  }
}
