import type { RequestType } from 'vscode-jsonrpc/node';
import {
  type Holding,
  OpenRequest,
  type StoreFailureData,
  type StoreFailureKind,
} from './messages';
import { StoreFailure } from './storeFailure';
import { StoreProcess } from './storeProcess';

/** Deaths after which the store, and not chance, is to blame. */
const deathLimit = 2;

/**
 * Stores of which all is read at opening: one that opens can be read. Of the others, one that crashes
 * again at what it has is begun anew before it is given up.
 */
const readAtOpening: ReadonlySet<Holding> = new Set(['results']);

export interface StoreSessionOptions {
  /** Absolute path of the cache folder. */
  folder: string;
  holds: Holding;
  /** Bytes that the store may hold, where that is not the usual. */
  capacity?: number | undefined;
  /** The bundle of the store process. */
  entry: string;
  /** Told where a damaged store was set aside to. */
  onSetAside(folder: string): void;
  /** Milliseconds without an answer after which the process is taken for stuck. */
  patience?: number | undefined;
}

function hasKind(error: unknown, ...kinds: StoreFailureKind[]): error is StoreFailure {
  return error instanceof StoreFailure && kinds.includes(error.kind);
}

/** The one store process of a server: started when first needed, once more when it has died. */
export class StoreSession {
  private opening: Promise<StoreProcess> | undefined;
  private deaths = 0;
  private isDamaged = false;
  private closed = false;

  constructor(private readonly options: StoreSessionOptions) {}

  /** Starts the process, so that the first question finds it open. */
  async open(): Promise<void> {
    await this.use(async () => {});
  }

  /** @throws StoreFailure `full`; with any other, asking again is no use. */
  async ask<P, R>(type: RequestType<P, R, StoreFailureData>, parameters: P): Promise<R> {
    return await this.use((process) => process.ask(type, parameters));
  }

  /** For good. Loses nothing that was answered. */
  close(): void {
    this.closed = true;
    this.endProcess();
  }

  private endProcess(): void {
    void this.opening?.then(
      (process) => process.end(),
      () => {},
    );
    this.opening = undefined;
  }

  /** Runs `work` with an open store; when its process dies meanwhile, once more with another one. */
  private async use<T>(work: (process: StoreProcess) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.closed) throw new StoreFailure('died', 'the store was closed.');
      this.opening ??= this.start();
      const { opening } = this;
      try {
        return await work(await opening);
      } catch (error) {
        if (!hasKind(error, 'damaged', 'crashed', 'died')) throw error;
        // Of all who were waiting for this process, one counts its death.
        if (this.opening === opening) {
          this.endProcess();
          this.deaths += 1;
          this.isDamaged = error.kind === 'damaged' || this.mayBeDamaged(error);
        }
        if (this.deaths >= deathLimit && !this.mayBeDamaged(error)) throw error;
      }
    }
  }

  /** Whether what it has is to blame for its last death, rather than the store for all of them. */
  private mayBeDamaged({ kind }: StoreFailure): boolean {
    const isRead = readAtOpening.has(this.options.holds);
    return !isRead && kind === 'crashed' && this.deaths === deathLimit;
  }

  private async start(): Promise<StoreProcess> {
    try {
      if (!this.isDamaged) return (await this.startWith(false)).process;
    } catch (error) {
      // What is read at opening stays as it is: what makes it crash there, will do so again.
      if (!hasKind(error, 'damaged', 'crashed')) throw error;
    }
    const { process, setAside } = await this.startWith(true);
    if (setAside !== undefined) this.options.onSetAside(setAside);
    return process;
  }

  private async startWith(setAside: boolean) {
    const { folder, holds, capacity, entry, patience } = this.options;
    const parameters = { folder, holds, capacity, setAside };
    const process = new StoreProcess(entry, holds, patience);
    try {
      return { process, ...(await process.ask(OpenRequest.type, parameters)) };
    } catch (error) {
      process.end();
      throw error;
    }
  }
}
