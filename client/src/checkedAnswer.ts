import { ErrorCodes, ResponseError, State } from 'vscode-languageclient/node';
import type { ZodType } from 'zod';
import { ClassificationFailure } from './failure';
import type { ProcessClient } from './processClient';
import { unlessIn } from './unlessIn';

/**
 * What the server answers to a request, once it is what the schema expects.
 *
 * @throws ClassificationFailure `answer-invalid`, or what the request was rejected with
 */
export async function checkedAnswer<T>(
  client: ProcessClient,
  schema: ZodType<T>,
  request: Promise<T>,
): Promise<T> {
  const stopped = (): Error =>
    new ResponseError(ErrorCodes.PendingResponseRejected, 'The language server was stopped.');
  // The client itself never rejects what it has asked a server that had to be killed.
  const answer = await unlessIn(State.Stopped, client, stopped, request);
  const { error } = schema.safeParse(answer);
  if (!error) return answer;
  const [issue] = error.issues;
  const where = issue?.path.join('.') || 'all of it';
  throw new ClassificationFailure(
    'answer-invalid',
    `The language server gave an answer of another form than expected (${where}: ${issue?.message}).`,
  );
}
