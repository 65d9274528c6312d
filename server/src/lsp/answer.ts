import {
  type CancellationToken,
  ErrorCodes,
  ParameterStructures,
  RequestType,
  ResponseError,
} from 'vscode-languageserver/node';
import type { z } from 'zod';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { failureResponse } from '../failureResponse';
import type { Server } from './context';

/**
 * Answers the requests of one message: parameters that `schema` does not take with InvalidParams
 * and what is wrong with which field, a {@link Failure} with its code, a cancelled one with
 * RequestCancelled; anything else is a bug, logged, and answered with InternalError.
 */
export function answer<P, R, E>(
  { connection }: Server,
  { method }: RequestType<P, R, E>,
  schema: z.ZodType<NoInfer<P>>,
  handler: (params: P, token: CancellationToken) => Promise<NoInfer<R>>,
): void {
  // Whatever comes in is unknown until the schema has seen it.
  const type = new RequestType<unknown, unknown, unknown>(method, ParameterStructures.byName);
  connection.onRequest(type, async (params, token) => {
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
      if (error instanceof Failure) throw failureResponse(error);
      // A bug: the client is told its message, the log where it happened.
      connection.console.error(`${method}: ${error instanceof Error ? error.stack : error}`);
      throw error;
    }
  });
}
