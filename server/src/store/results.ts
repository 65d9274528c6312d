import path from 'node:path';
import type { RequestType } from 'vscode-jsonrpc/node';
import { packageRoot } from '../packageRoot';
import type { ClassifyResult } from '../protocol';
import { type FileStamp, fileStamp } from './fileStamp';
import { FindRequest, RememberRequest, type StoreFailureData } from './messages';
import { ResultsMemory } from './resultsMemory';
import { StoreFailure } from './storeFailure';
import { StoreSession } from './storeSession';

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
  private store: StoreSession | undefined;
  private readonly told = new Set<StoreTrouble['kind']>();
  private opening = false;

  constructor(private readonly options: ResultsOptions = {}) {
    this.memory = new ResultsMemory(options.capacity);
  }

  /**
   * Starts the store on disk, unless there is one: a client may say twice that it is initialized.
   *
   * @param folder Absolute; made where it does not exist.
   */
  async open(folder: string): Promise<void> {
    if (this.store) return;
    const store = new StoreSession({
      folder,
      entry: this.options.storeEntry ?? path.join(packageRoot(), 'dist', 'store.js'),
      patience: this.options.storePatience,
      onSetAside: (aside) => this.tell({ kind: 'setAside', reason: aside }),
    });
    this.store = store;
    this.opening = true;
    await store.open().catch((error: unknown) => this.reportFailure(store, error));
    this.opening = false;
  }

  /** Whether the store is starting, so that its first answer takes longer than others. */
  get isOpening(): boolean {
    return this.opening;
  }

  /**
   * Keeps `result`, without its trace, for `file` as it was at `stamp`. When it resolves, the result
   * is on disk, unless the store takes its time.
   */
  async remember(file: string, stamp: FileStamp, result: ClassifyResult): Promise<void> {
    const { samples: _samples, errors: _errors, ...untraced } = result;
    const entry = this.memory.remember(file, stamp, untraced);
    await inTime(
      this.ask(RememberRequest.type, { file, stamp, result: untraced }).then((answer) => {
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
    const stored = await inTime(this.ask(FindRequest.type, { file }), wait);
    return stored?.stamp === stamp ? stored.result : ownResult;
  }

  /** Lets the store end; results are kept in memory from here on. */
  close(): void {
    this.store?.close();
    this.store = undefined;
  }

  /** What the store answers, undefined where there is none or it fails. */
  private async ask<P, R>(
    type: RequestType<P, R, StoreFailureData>,
    parameters: P,
  ): Promise<R | undefined> {
    const { store } = this;
    try {
      return await store?.ask(type, parameters);
    } catch (error) {
      this.reportFailure(store, error);
      return undefined;
    }
  }

  private reportFailure(store: StoreSession | undefined, error: unknown): void {
    // Those who waited for a store that was given up or closed meanwhile have nothing to add.
    if (this.store !== store) return;
    const { message: reason } = error as Error;
    if (error instanceof StoreFailure && error.kind === 'full') {
      this.tell({ kind: 'full', reason });
    } else {
      this.close();
      this.tell({ kind: 'memoryOnly', reason });
    }
  }

  private tell(trouble: StoreTrouble): void {
    if (this.told.has(trouble.kind)) return;
    this.told.add(trouble.kind);
    this.options.onTrouble?.(trouble);
  }
}
