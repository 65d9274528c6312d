import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { HubFile } from './listing';
import { partSuffixes } from './partFile';

async function sizeOf(file: string, look: typeof stat): Promise<number | undefined> {
  const found = await look(file).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/** Whether a file is here, by its size: it got its name only after its hash was right. */
export async function isPresent(folder: string, hubFile: HubFile): Promise<boolean> {
  const { file, size, isWrong } = hubFile;
  return !isWrong && (await sizeOf(path.join(folder, file), stat)) === size;
}

/** Bytes of a file that are here, those of a download that was cut off among them. */
export async function presentBytes(folder: string, hubFile: HubFile): Promise<number> {
  if (await isPresent(folder, hubFile)) return hubFile.size;
  const part = await sizeOf(path.join(folder, hubFile.file + partSuffixes[0]), lstat);
  return Math.min(part ?? 0, hubFile.size);
}
