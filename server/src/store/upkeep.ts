/** Looking after the stores of a cache folder: what they hold, whether it is whole, clearing them. */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { databaseFolder } from './databaseFolder';
import { storeEntry } from './diskStore';
import { type Holding, OpenRequest } from './messages';
import { StoreFailure } from './storeFailure';
import { StoreProcess } from './storeProcess';
import {
  type ErrorsInfo,
  InfoRequest,
  type ResultsInfo,
  type VerifyAnswer,
  VerifyRequest,
} from './upkeepMessages';

/** All that a store can hold. */
export const holdings: readonly Holding[] = ['results', 'errors'];

/** Bytes that are verified at a time: some hundredths of a second. */
const partLength = 32e6;

export interface StoreInfo {
  holds: Holding;
  /** Where it lies, whether it is there or not. */
  folder: string;
  /** Bytes of its files. */
  onDisk: number;
  /** Bytes of what was set aside because it was damaged. */
  setAside: number;
  /** What it holds, undefined where there is no such store. */
  content: ResultsInfo | ErrorsInfo | undefined;
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  return files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Runs `work` with a process that has the store open, which does not begin it anew if it is damaged. */
async function withProcess<T>(
  folder: string,
  holds: Holding,
  work: (process: StoreProcess) => Promise<T>,
): Promise<T> {
  const process = new StoreProcess(storeEntry(), holds);
  try {
    await process.ask(OpenRequest.type, { folder, holds, setAside: false });
    return await work(process);
  } catch (error) {
    const kind = error instanceof StoreFailure ? error.kind : undefined;
    if (kind !== 'crashed' && kind !== 'damaged') throw error;
    throw new StoreFailure(
      kind,
      `${databaseFolder(folder, holds)} is damaged, so that not even reading all of it is possible (${(error as Error).message}). Clear it.`,
    );
  } finally {
    process.end();
  }
}

/**
 * @param folder the cache folder: absolute.
 * @throws StoreFailure where it cannot be read.
 */
export async function storeInfo(folder: string, holds: Holding): Promise<StoreInfo> {
  const own = databaseFolder(folder, holds);
  const content = existsSync(own)
    ? await withProcess(folder, holds, (process) => process.ask(InfoRequest.type, null))
    : undefined;
  return { holds, folder: own, onDisk: bytesIn(own), setAside: bytesIn(`${own}.damaged`), content };
}

export interface VerifyOptions {
  /** Whether to remove what is damaged. */
  repair: boolean;
  /** Ends it between two parts. */
  signal: AbortSignal;
  onProgress?(records: number): void;
}

/**
 * Reads every record, and says how many are what was written. Whoever uses the store meanwhile goes
 * on.
 *
 * @throws StoreFailure where it cannot be read.
 */
export async function verifyStore(
  folder: string,
  holds: Holding,
  { repair, signal, onProgress }: VerifyOptions,
): Promise<Omit<VerifyAnswer, 'next'>> {
  const total = { whole: 0, damaged: 0 };
  if (!existsSync(databaseFolder(folder, holds))) return total;
  return await withProcess(folder, holds, async (process) => {
    let after: string | null = null;
    do {
      const part: VerifyAnswer = await process.ask(VerifyRequest.type, {
        ...{ after, bytes: partLength, repair },
      });
      total.whole += part.whole;
      total.damaged += part.damaged;
      after = part.next;
      onProgress?.(total.whole + total.damaged);
    } while (after !== null && !signal.aborted);
    return total;
  });
}

/**
 * Removes a store, and what was set aside of it. Servers that use it begin a new one when they are
 * asked next.
 *
 * @returns Bytes of its files.
 * @throws StoreFailure where the system lets no folder be removed that is in use.
 */
export function clearStore(folder: string, holds: Holding): number {
  const own = databaseFolder(folder, holds);
  const cleared = `${own}.cleared`;
  try {
    let freed = 0;
    // Renamed first, so that nobody opens one of its files after another one is gone.
    if (existsSync(own)) renameSync(own, `${cleared}-${process.pid}`);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const gone of names.map((name) => path.join(folder, name))) {
      if (gone !== `${own}.damaged` && !gone.startsWith(`${cleared}-`)) continue;
      freed += bytesIn(gone);
      rmSync(gone, { recursive: true, force: true });
    }
    return freed;
  } catch (error) {
    throw new StoreFailure(
      'unusable',
      `${own} cannot be removed: ${(error as Error).message}. Where a server or an editor uses it, end that first.`,
    );
  }
}
