import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadState, VerifiedFile } from '../protocol';
import { hasHash, hashFile, isExpected, startHash } from './digest';
import { diskFailure } from './diskFailure';
import { type HubSettings, hubSettings } from './hubSettings';
import type { HubFile } from './listing';
import { localModel } from './localModel';
import { Progress } from './progress';
import { readRecord, writeRecord } from './record';

export interface Verification {
  model: string;
  settings?: HubSettings | undefined;
  signal?: AbortSignal | undefined;
  /** `done` counts the bytes that have been read. */
  onProgress?: ((state: DownloadState) => void) | undefined;
}

async function verifyFile(
  folder: string,
  hubFile: HubFile,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<VerifiedFile['state']> {
  const absolute = path.join(folder, hubFile.file);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isFile()) return 'missing';
  if (found.size !== hubFile.size) return 'wrong-size';
  if (!hasHash(hubFile)) return 'no-known-hash';
  const hash = await hashFile(absolute, startHash(hubFile), { signal, onBytes });
  return isExpected(hash, hubFile) ? 'whole' : 'wrong-hash';
}

/** Notes which files have to be downloaded again. */
async function noteWrong(folder: string, verified: readonly VerifiedFile[]): Promise<void> {
  const record = await readRecord(folder);
  const wrong = verified.filter(({ state }) => state === 'wrong-hash').map(({ file }) => file);
  if (!record || (wrong.length === 0 && !record.files.some(({ isWrong }) => isWrong))) return;
  const files = record.files.map((file) => ({ ...file, isWrong: wrong.includes(file.file) }));
  await writeRecord(folder, { ...record, files });
}

/**
 * Reads every file of a model that is here and compares its size and hash. What has
 * another content is downloaded again by the next download.
 *
 * @throws Failure `model-not-found`, `cancelled`; `download-failed` where that cannot be noted.
 */
export async function verifyModel(verification: Verification): Promise<VerifiedFile[]> {
  const { model, settings = hubSettings(), signal, onProgress } = verification;
  const { folder, files } = await localModel(settings, model);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const progress = new Progress(total, 0, onProgress);
  let done = 0;
  const verified: VerifiedFile[] = [];
  for (const hubFile of files) {
    const { file } = hubFile;
    const state = await verifyFile(folder, hubFile, signal, (bytes) => {
      done += bytes;
      progress.reach(done, file);
    });
    verified.push({ file, state });
  }
  await noteWrong(folder, verified).catch((error) => {
    throw diskFailure(error) ?? error;
  });
  return verified;
}
