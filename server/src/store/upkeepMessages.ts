/** What is asked of a store, whatever it holds, by whoever looks after it. */
import { RequestType } from 'vscode-jsonrpc';
import type { StoreFailureData } from './messages';

export interface ResultsInfo {
  holds: 'results';
  /** Bytes of what it holds, and how many that may be. */
  bytes: number;
  capacity: number;
  results: number;
}

export interface ErrorsInfo {
  holds: 'errors';
  bytes: number;
  capacity: number;
  /** An image under a model, a provider and a way of preprocessing is one context. */
  contexts: number;
  /** Pairs of a context and a conditioning. */
  conditionings: number;
  evaluations: number;
}

export interface VerifyParams {
  /** What the answer before this one ended with; null at the beginning. */
  after: string | null;
  /** How many bytes to read before it answers, so that it is not busy for long. */
  bytes: number;
  /** Whether to remove what is damaged. */
  repair: boolean;
}

export interface VerifyAnswer {
  /** Records that are what was written, and those that are not. */
  whole: number;
  damaged: number;
  /** Where to go on; null at the end. */
  next: string | null;
}

export namespace InfoRequest {
  export const type = new RequestType<null, ResultsInfo | ErrorsInfo, StoreFailureData>('info');
}

/** Reads the next part of the records. */
export namespace VerifyRequest {
  export const type = new RequestType<VerifyParams, VerifyAnswer, StoreFailureData>('verify');
}
