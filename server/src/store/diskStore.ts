import path from 'node:path';
import type { RequestType } from 'vscode-jsonrpc/node';
import { packageRoot } from '../packageRoot';
import type { Holding, StoreFailureData } from './messages';
import { StoreFailure } from './storeFailure';
import { StoreSession } from './storeSession';

/**
 * What becomes of a store on disk, each told once:
 * - `lost`: it cannot be used, and is not tried again
 * - `full`: there is no room for what is new until somebody makes it; what it has can be read
 * - `setAside`: it was damaged, and was begun anew
 */
export type DiskTrouble = 'lost' | 'full' | 'setAside';

export interface DiskStoreOptions {
  holds: Holding;
  /** `reason`: what is wrong and what to do; of `setAside`, the folder with what it held. */
  onTrouble(trouble: DiskTrouble, reason: string): void;
  /** Bytes that it may hold, where that is not the usual. */
  capacity?: number | undefined;
  /** The bundle of the store process. Default: `dist/store.js` of this package. */
  entry?: string | undefined;
  /** Milliseconds without an answer after which the store process is taken for stuck. */
  patience?: number | undefined;
}

/** The bundle of the store process. */
export function storeEntry(): string {
  return path.join(packageRoot(), 'dist', 'store.js');
}

/** A store on disk of which one asks what it can give: it fails by answering nothing. */
export class DiskStore {
  private session: StoreSession | undefined;
  private readonly told = new Set<DiskTrouble>();
  private opening = false;

  constructor(private readonly options: DiskStoreOptions) {}

  /**
   * Starts it, unless it was started: a client may say twice that it is initialized.
   *
   * @param folder Absolute path of the cache folder; made where it does not exist.
   */
  async open(folder: string): Promise<void> {
    if (this.session) return;
    const { entry = storeEntry(), onTrouble: _, ...options } = this.options;
    const session = new StoreSession({
      ...options,
      folder,
      entry,
      onSetAside: (aside) => this.tell('setAside', aside),
    });
    this.session = session;
    this.opening = true;
    await session.open().catch((error: unknown) => this.reportFailure(session, error));
    this.opening = false;
  }

  /** Whether it is starting, so that its first answer takes longer than others. */
  get isOpening(): boolean {
    return this.opening;
  }

  /** What the store answers, undefined where there is none or it fails. */
  async ask<P, R>(
    type: RequestType<P, R, StoreFailureData>,
    parameters: P,
  ): Promise<R | undefined> {
    const { session } = this;
    try {
      return await session?.ask(type, parameters);
    } catch (error) {
      this.reportFailure(session, error);
      return undefined;
    }
  }

  /** Lets it end. Loses nothing that was answered. */
  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private reportFailure(session: StoreSession | undefined, error: unknown): void {
    // Those who waited for a store that was given up or closed meanwhile have nothing to add.
    if (this.session !== session) return;
    const { message } = error as Error;
    if (error instanceof StoreFailure && error.kind === 'full') {
      this.tell('full', message);
    } else {
      this.close();
      this.tell('lost', message);
    }
  }

  private tell(trouble: DiskTrouble, reason: string): void {
    if (this.told.has(trouble)) return;
    this.told.add(trouble);
    this.options.onTrouble(trouble, reason);
  }
}
