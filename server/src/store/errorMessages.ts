/** What is asked of the store of errors. Errors cross packed, in base64 (packedErrors.ts). */
import { RequestType } from 'vscode-jsonrpc';
import type { StoreFailureData } from './messages';

export interface RememberErrorsParams {
  context: string;
  rows: { conditioning: string; packed: string }[];
}

export interface FindErrorsParams {
  context: string;
  conditionings: string[];
}

export interface NoteParams {
  key: string;
}

export interface SetNoteParams extends NoteParams {
  value: string;
}

/** Answered once all rows are on disk. */
export namespace RememberErrorsRequest {
  export const type = new RequestType<RememberErrorsParams, null, StoreFailureData>(
    'rememberErrors',
  );
}

/**
 * What is known of each conditioning, or null. The answer ends early where it would be too large for
 * one message: it has one entry at least, and what it lacks is asked for again.
 */
export namespace FindErrorsRequest {
  export const type = new RequestType<FindErrorsParams, (string | null)[], StoreFailureData>(
    'findErrors',
  );
}

export namespace NoteRequest {
  export const type = new RequestType<NoteParams, string | null, StoreFailureData>('note');
}

/** Answered once the note is on disk. */
export namespace SetNoteRequest {
  export const type = new RequestType<SetNoteParams, null, StoreFailureData>('setNote');
}
