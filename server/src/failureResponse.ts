import { LSPErrorCodes, ResponseError } from 'vscode-languageserver-protocol';
import type { Failure } from './failure';
import { classifyFailed, type FailureData } from './protocol';

/** A failure as the answer of a JSON-RPC request: RequestCancelled, or `classifyFailed` with its data. */
export function failureResponse({
  code,
  message,
  details,
}: Failure): ResponseError<FailureData | undefined> {
  return code === 'cancelled'
    ? new ResponseError(LSPErrorCodes.RequestCancelled, message)
    : new ResponseError(classifyFailed, message, { code, details });
}
