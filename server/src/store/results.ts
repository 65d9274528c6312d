import type { ClassifyResult } from '../protocol';
import { DiskStore } from './diskStore';
import { type FileStamp, fileStamp } from './fileStamp';
import { FindRequest, RememberRequest } from './resultMessages';
import { ResultsMemory } from './resultsMemory';

/**
 * What a person should hear of the store, each kind once:
 * - `memoryOnly`: it cannot be used, and results are kept in memory
 * - `full`: there is no room, and new results are kept in memory until there is
 * - `setAside`: it was damaged, and was begun anew
 */
export interface StoreTrouble {
  kind: 'memoryOnly' | 'full' | 'setAside';
  /** What is wrong and what to do, in a sentence; of `setAside`, the folder with what it held. */
  reason: string;
}

export interface ResultsOptions {
  onTrouble?: (trouble: StoreTrouble) => void;
  /** Label results kept in memory over all images. */
  capacity?: number;
  /** The bundle of the store process. Default: `dist/store.js` of this package. */
  storeEntry?: string;
  /** Milliseconds without an answer after which the store process is taken for stuck. */
  storePatience?: number;
}

/** Milliseconds that anybody waits for the store, which may just be starting. */
const patience = 1_000;

/** What `promise` comes to, or undefined when it takes longer. */
async function inTime<T>(promise: Promise<T>, milliseconds = patience): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The newest result of each image file. A result belongs to the file as it was: once the file has
 * changed, there is none. Kept in memory, and on disk once a folder is given: there they outlive
 * the process, and all servers share them. Whatever goes wrong on disk, memory goes on.
 */
export class Results {
  private readonly memory: ResultsMemory;
  private readonly disk: DiskStore;

  constructor({ onTrouble, capacity, storeEntry, storePatience }: ResultsOptions = {}) {
    this.memory = new ResultsMemory(capacity);
    this.disk = new DiskStore({
      holds: 'results',
      onTrouble: (trouble, reason) =>
        onTrouble?.({ kind: trouble === 'lost' ? 'memoryOnly' : trouble, reason }),
      entry: storeEntry,
      patience: storePatience,
    });
  }

  /**
   * Starts the store on disk, unless it was started.
   *
   * @param folder Absolute; made where it does not exist.
   */
  async open(folder: string): Promise<void> {
    await this.disk.open(folder);
  }

  /** Whether the store is starting, so that its first answer takes longer than others. */
  get isOpening(): boolean {
    return this.disk.isOpening;
  }

  /**
   * Keeps `result`, without its trace and with the time, for `file` as it was at `stamp`. When it
   * resolves, the result is on disk, unless the store takes its time.
   */
  async remember(file: string, stamp: FileStamp, result: ClassifyResult): Promise<void> {
    const { samples: _samples, errors: _errors, ...untraced } = result;
    const kept = { ...untraced, classified: new Date().toISOString() };
    const entry = this.memory.remember(file, stamp, kept);
    await inTime(
      this.disk.ask(RememberRequest.type, { file, stamp, result: kept }).then((answer) => {
        entry.isStored = answer !== undefined;
      }),
    );
  }

  /**
   * The newest result for `file` as it is now. Reads the file's stamp and nothing else of it.
   *
   * @param wait Milliseconds to wait for the store; memory answers when they are over.
   */
  async current(file: string, wait = patience): Promise<ClassifyResult | undefined> {
    const stamp = await fileStamp(file);
    if (stamp === undefined) return undefined;
    const own = this.memory.find(file);
    const ownResult = own?.stamp === stamp ? own.result : undefined;
    // What another server has stored may be newer than what this one has, if that is stored, too.
    if (ownResult && !own?.isStored) return ownResult;
    const stored = await inTime(this.disk.ask(FindRequest.type, { file }), wait);
    return stored?.stamp === stamp ? stored.result : ownResult;
  }

  /** Lets the store end; results are kept in memory from here on. */
  close(): void {
    this.disk.close();
  }
}
