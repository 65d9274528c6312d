import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import {
  FindRequest,
  OpenRequest,
  RememberRequest,
  type StoreFailureData,
  storeFailed,
} from '../messages';
import { StoreFailure } from '../storeFailure';
import { Store } from './store';

function answering<R>(work: () => R): R | ResponseError<StoreFailureData> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return new ResponseError(storeFailed, error.message, { kind: error.kind });
  }
}

/** Answers on `connection`, which it starts, with a store of its own. */
export function answerRequests(connection: MessageConnection): void {
  const store = new Store();
  connection.onRequest(OpenRequest.type, (parameters) => answering(() => store.open(parameters)));
  connection.onRequest(RememberRequest.type, (parameters) =>
    answering(() => {
      store.remember(parameters);
      return null;
    }),
  );
  connection.onRequest(FindRequest.type, (parameters) =>
    answering(() => store.find(parameters) ?? null),
  );
  connection.onClose(() => store.close());
  connection.listen();
}
