import type { MessageConnection } from 'vscode-jsonrpc';
import { Failure } from '../failure';
import { failureResponse } from '../failureResponse';
import {
  EncodeRequest,
  ErrorsRequest,
  OpenRequest,
  PrepareRequest,
  ProveRequest,
} from './messages';
import { Pipeline } from './pipeline';
import { prove } from './prove';

/** Failures go to the asker with their code; anything else is answered as an internal error. */
async function answering<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? failureResponse(error) : error;
  }
}

/** Answers what the engine asks on `connection`, which the caller then listens to. */
export function serveHost(connection: MessageConnection): void {
  let pipeline: Pipeline | undefined;
  const opened = (): Pipeline => {
    if (!pipeline) throw new Error('No model is open: the first request must be "open".');
    return pipeline;
  };
  connection.onRequest(OpenRequest.type, (parameters) =>
    answering(async () => {
      pipeline = await Pipeline.open(parameters);
      return pipeline.description;
    }),
  );
  connection.onRequest(PrepareRequest.type, (parameters) =>
    answering(async () => await opened().prepare(parameters)),
  );
  connection.onRequest(EncodeRequest.type, (parameters) =>
    answering(async () => await opened().encode(parameters)),
  );
  connection.onRequest(ErrorsRequest.type, (parameters) =>
    answering(async () => ({ errors: await opened().errors(parameters) })),
  );
  connection.onRequest(ProveRequest.type, ({ device }) =>
    answering(async () => await prove(device)),
  );
}
