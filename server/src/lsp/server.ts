import {
  type Connection,
  ErrorCodes,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EngineOptions } from '../engine';
import { ResultsMemory } from '../store';
import { provideClassify } from './classify';
import type { Classifier, Phase, Server } from './context';
import { provideHover } from './hover';
import { provideKnown } from './known';
import { provideStatus } from './status';
import { stringsFor } from './strings';

/** Of the messages that are our own; raised when one of them changes its meaning. */
const protocolVersion = 1;

const initializeResult: InitializeResult = {
  serverInfo: { name: 'Diffusion Classifier' },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    experimental: { diffusionClassifier: { protocolVersion } },
  },
};

/** Answers on `connection`, which it starts, with the engine that `createEngine` makes. */
export function startServer(
  connection: Connection,
  createEngine: (options: EngineOptions) => Classifier,
): { isShutDown(): boolean } {
  let phase: Phase = 'started';
  let strings = stringsFor();
  const engine = createEngine({ onStatus: provideStatus(connection) });
  const server: Server = {
    connection,
    engine,
    memory: new ResultsMemory(),
    documents: new TextDocuments(TextDocument),
    phase: () => phase,
    strings: () => strings,
  };

  connection.onInitialize(({ locale }) => {
    if (phase !== 'started') {
      return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    }
    phase = 'running';
    strings = stringsFor(locale);
    return initializeResult;
  });
  connection.onShutdown(() => {
    phase = 'shut down';
    engine.dispose();
  });

  provideClassify(server);
  provideKnown(server);
  provideHover(server);
  server.documents.listen(connection);
  connection.listen();
  return { isShutDown: () => phase === 'shut down' };
}
