import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import {
  FindErrorsRequest,
  NoteRequest,
  RememberErrorsRequest,
  SetNoteRequest,
} from '../errorMessages';
import { OpenRequest, type StoreFailureData, storeFailed } from '../messages';
import { FindRequest, RememberRequest } from '../resultMessages';
import { StoreFailure } from '../storeFailure';
import { InfoRequest, VerifyRequest } from '../upkeepMessages';
import { Store } from './store';

function answering<P, R>(work: (parameters: P) => R) {
  return (parameters: P): R | ResponseError<StoreFailureData> => {
    try {
      return work(parameters);
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      return new ResponseError(storeFailed, error.message, { kind: error.kind });
    }
  };
}

/** `work`, of which only that it is done is worth an answer. */
function doing<P>(work: (parameters: P) => void) {
  return answering((parameters: P) => {
    work(parameters);
    return null;
  });
}

/** Answers on `connection`, which it starts, with a store of its own. */
export function answerRequests(connection: MessageConnection): Store {
  const store = new Store();
  connection.onRequest(
    OpenRequest.type,
    answering((parameters) => store.open(parameters)),
  );
  connection.onRequest(
    RememberRequest.type,
    doing((parameters) => store.results.remember(parameters)),
  );
  connection.onRequest(
    FindRequest.type,
    answering(({ file }) => store.results.find(file) ?? null),
  );
  connection.onRequest(
    RememberErrorsRequest.type,
    doing((parameters) => store.errors.remember(parameters)),
  );
  connection.onRequest(
    FindErrorsRequest.type,
    answering((parameters) =>
      store.errors.find(parameters).map((found) => found?.toString('base64') ?? null),
    ),
  );
  connection.onRequest(
    NoteRequest.type,
    answering(({ key }) => store.notes.find(key) ?? null),
  );
  connection.onRequest(
    SetNoteRequest.type,
    doing(({ key, value }) => store.notes.set(key, value)),
  );
  connection.onRequest(
    InfoRequest.type,
    answering(() => store.held.info()),
  );
  connection.onRequest(
    VerifyRequest.type,
    answering((parameters) => store.held.verify(parameters)),
  );
  connection.onClose(() => store.close());
  connection.listen();
  return store;
}
