import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ParameterStructures,
  RequestType,
  ResponseError,
} from 'vscode-languageserver/node';
import type { z } from 'zod';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { classifyFailed, type FailureData } from '../protocol';
import type { Phase, Server } from './context';

function outOfPhase(phase: Phase): ResponseError<void> | undefined {
  if (phase === 'started') {
    return new ResponseError(
      ErrorCodes.ServerNotInitialized,
      'The server waits for the request "initialize".',
    );
  }
  if (phase === 'shut down') {
    return new ResponseError(ErrorCodes.InvalidRequest, 'The server was told to shut down.');
  }
  return undefined;
}

function toResponseError(failure: Failure): ResponseError<FailureData | undefined> {
  const { code, message, details } = failure;
  return code === 'cancelled'
    ? new ResponseError(LSPErrorCodes.RequestCancelled, message)
    : new ResponseError(classifyFailed, message, { code, details });
}

/**
 * Answers the requests of one message: parameters that `schema` does not take with InvalidParams
 * and what is wrong with which field, a {@link Failure} with its code, a cancelled one with
 * RequestCancelled; anything else is a bug, logged, and answered with InternalError.
 */
export function answer<P, R, E>(
  { connection, phase }: Server,
  { method }: RequestType<P, R, E>,
  schema: z.ZodType<NoInfer<P>>,
  handler: (params: P, token: CancellationToken) => Promise<NoInfer<R>>,
): void {
  // Whatever comes in is unknown until the schema has seen it.
  const type = new RequestType<unknown, unknown, unknown>(method, ParameterStructures.byName);
  connection.onRequest(type, async (params, token) => {
    const refusal = outOfPhase(phase());
    if (refusal) throw refusal;
    const parsed = schema.safeParse(params);
    if (!parsed.success) {
      throw new ResponseError(
        ErrorCodes.InvalidParams,
        `${method}: ${describeIssues(parsed.error)}`,
      );
    }
    try {
      return await handler(parsed.data, token);
    } catch (error) {
      if (error instanceof Failure) throw toResponseError(error);
      // A bug: the client is told its message, the log where it happened.
      connection.console.error(`${method}: ${error instanceof Error ? error.stack : error}`);
      throw error;
    }
  });
}
