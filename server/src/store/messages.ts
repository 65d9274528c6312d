/**
 * What the server asks of a store process, over the channel of the forked process: to open a store,
 * and then what that store is for (resultMessages.ts, errorMessages.ts). A store that cannot do what
 * it is asked answers with a ResponseError of code `storeFailed` and {@link StoreFailureData}.
 */
import { RequestType } from 'vscode-jsonrpc';

/**
 * Why the store failed:
 * - `unusable`: the folder, the file system or lmdb does not let it work
 * - `damaged`: its files hold something else than what was written
 * - `full`: there is no room for what is new, but what it has can be read
 * - `crashed`: its process is gone, by a fault of its own
 * - `died`: its process is gone in another way
 */
export type StoreFailureKind = 'unusable' | 'damaged' | 'full' | 'crashed' | 'died';

export interface StoreFailureData {
  kind: StoreFailureKind;
}

export const storeFailed = 1;

/** What a store holds. Each kind has files and a process of its own. */
export type Holding = 'results' | 'errors';

export interface OpenParams {
  /** Absolute path of the cache folder; made where it does not exist. */
  folder: string;
  holds: Holding;
  /** Bytes that it may hold, where that is not the usual. */
  capacity?: number | undefined;
  /** Whether what the folder has is damaged: it is set aside, and the store begun anew. */
  setAside: boolean;
}

export interface OpenAnswer {
  /** Where the damaged store was set aside to. */
  setAside?: string;
}

export namespace OpenRequest {
  export const type = new RequestType<OpenParams, OpenAnswer, StoreFailureData>('open');
}
