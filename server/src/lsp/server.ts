import {
  type Connection,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EngineOptions } from '../engine';
import { ClassifyCommandMessage, type ServerOptions } from '../protocol';
import { chooseDevices } from '../providers';
import { Thumbnails } from '../thumbnails';
import { provideClassify } from './classify';
import { provideClassifyCommand } from './classifyCommand';
import { provideCodeAction } from './codeAction';
import type { Classifier, Server } from './context';
import { provideExplain } from './explain';
import { provideHover } from './hover';
import { keptResults } from './keptResults';
import { provideKnown } from './known';
import { provideMatch } from './match';
import { provideModels } from './models';
import { provideReviews } from './reviews';
import { provideRunImage } from './runImage';
import { provideRunResults } from './runResults';
import { provideRunStore } from './runStore';
import { provideRuns } from './runs';
import { RunTables } from './runTables';
import { provideOptions } from './serverOptions';
import { provideSorting } from './sorting';
import { statusSender } from './status';
import { provideStores } from './stores';
import { stringsFor } from './strings';
import { provideThumbnail } from './thumbnail';
import { provideWorkspaceFolders } from './workspaceFolders';

/** Of the messages that are our own; raised when one of them changes its meaning. */
const protocolVersion = 1;

function initializeResult({ codeActions = true }: ServerOptions): InitializeResult {
  return {
    serverInfo: { name: 'Diffusion Classifier' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(codeActions && {
        codeActionProvider: true,
        executeCommandProvider: { commands: [ClassifyCommandMessage.command] },
      }),
      experimental: { diffusionClassifier: { protocolVersion } },
    },
  };
}

/**
 * Answers on `connection`, which it starts, with the engine that `createEngine` makes. The
 * connection's messages have been checked (`checkMessages`).
 */
export function startServer(
  connection: Connection,
  createEngine: (options: EngineOptions) => Classifier,
): void {
  let strings = stringsFor();
  const options = provideOptions(connection);
  const workspaceFolders = provideWorkspaceFolders(connection);
  const sendStatus = statusSender(connection);
  const stores = provideStores(connection, options.current, () => strings);
  const engine = createEngine({
    onStatus: sendStatus,
    limits: () => options.current().limits ?? {},
    devices: () => chooseDevices(options.current()),
    errors: stores.errors,
  });
  const runStore = provideRunStore(keptResults(engine, stores.results), options.current);
  const server: Server = {
    connection,
    engine,
    results: stores.results,
    runs: runStore.current,
    documents: new TextDocuments(TextDocument),
    workspaceFolders: workspaceFolders.current,
    options: options.current,
    strings: () => strings,
  };

  const tables = new RunTables(server.runs);
  const thumbnails = new Thumbnails();

  connection.onInitialize((params) => {
    strings = stringsFor(params.locale);
    options.initialize(params);
    workspaceFolders.initialize(params);
    return initializeResult(options.current());
  });
  connection.onInitialized(() => {
    sendStatus({ health: 'ok', quiescent: true });
    stores.open();
  });
  connection.onShutdown(async () => {
    await runStore.close();
    engine.dispose();
    thumbnails.dispose();
    stores.close();
  });

  provideClassify(server);
  provideExplain(server);
  provideKnown(server);
  provideMatch(server);
  provideModels(server);
  provideRuns(server);
  provideRunResults(server, tables);
  provideReviews(server, tables);
  provideRunImage(server, tables);
  provideSorting(server);
  provideThumbnail(server, thumbnails);
  provideHover(server);
  provideCodeAction(server);
  provideClassifyCommand(server);
  server.documents.listen(connection);
  connection.listen();
}
