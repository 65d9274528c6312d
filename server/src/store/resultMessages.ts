/** What is asked of the store of results. */
import { RequestType } from 'vscode-jsonrpc';
import type { ClassifyResult } from '../protocol';
import type { FileStamp } from './fileStamp';
import type { StoreFailureData } from './messages';

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

/** Answered once the result is on disk. */
export namespace RememberRequest {
  export const type = new RequestType<RememberParams, null, StoreFailureData>('remember');
}

/** The newest result for a file, in whatever state the file was, or null. */
export namespace FindRequest {
  export const type = new RequestType<FindParams, StoredResult | null, StoreFailureData>('find');
}
