/**
 * What the server asks of the store process, over the channel of the forked process. A store that
 * cannot do what it is asked answers with a ResponseError of code `storeFailed` and
 * {@link StoreFailureData}.
 */
import { RequestType } from 'vscode-jsonrpc';
import type { ClassifyResult } from '../protocol';
import type { FileStamp } from './fileStamp';

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

export interface OpenParams {
  /** Absolute path; made where it does not exist. */
  folder: string;
  /** Whether what the folder has is damaged: it is set aside, and the store begun anew. */
  setAside: boolean;
}

export interface OpenAnswer {
  /** Where the damaged store was set aside to. */
  setAside?: string;
}

/** A result and the state of the file that it belongs to. */
export interface StoredResult {
  stamp: FileStamp;
  result: ClassifyResult;
}

export interface RememberParams extends StoredResult {
  /** Absolute path of the image. */
  file: string;
}

export interface FindParams {
  /** Absolute path of the image. */
  file: string;
}

export namespace OpenRequest {
  export const type = new RequestType<OpenParams, OpenAnswer, StoreFailureData>('open');
}

/** Answered once the result is on disk. */
export namespace RememberRequest {
  export const type = new RequestType<RememberParams, null, StoreFailureData>('remember');
}

/** The newest result for a file, in whatever state the file was, or null. */
export namespace FindRequest {
  export const type = new RequestType<FindParams, StoredResult | null, StoreFailureData>('find');
}
