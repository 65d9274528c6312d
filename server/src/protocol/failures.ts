/** The data of an error answer: see `failure.ts` for the codes. */
export interface FailureData {
  code: string;
  details: Record<string, string>;
}

/** Codes of error answers beside those of JSON-RPC and LSP (in the range left to applications). */
export const classifyFailed = -32001;
