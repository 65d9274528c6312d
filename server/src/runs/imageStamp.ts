import { stat } from 'node:fs/promises';

/** What tells one state of a file from another without reading it. */
export interface ImageStamp {
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Of a file that is not there, or cannot be looked at. */
export const noStamp: ImageStamp = { bytes: 0, modified: 0 };

/** Milliseconds that a Date can hold, either way: some disks hold more. */
const latest = 8.64e15;

export async function imageStamp(file: string): Promise<ImageStamp> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { bytes: size, modified: Math.max(-latest, Math.min(latest, Math.floor(mtimeMs))) };
  } catch {
    return noStamp; // the engine says what is wrong
  }
}
