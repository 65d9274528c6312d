/**
 * All that needs vscode-languageclient and the protocol's values. Imported on demand, since
 * loading them takes longer (60 ms) than all else that activation does.
 */
import path from 'node:path';
import {
  type CancellationToken,
  type Hover,
  type LogOutputChannel,
  l10n,
  type Position,
  type TextDocument,
} from 'vscode';
import {
  DidChangeConfigurationNotification,
  HoverRequest,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type ClassifyParams,
  ClassifyRequestMessage,
  type ClassifyResult,
  type ServerStatus,
  type Standing,
  StandingProgress,
  StatusNotificationMessage,
} from '../../server/src/protocol';
import { resultSchema, standingSchema, statusSchema } from './answerSchemas';
import { checkedAnswer } from './checkedAnswer';
import { CrashHandler } from './crashHandler';
import { hoverDocuments } from './hoverDocuments';
import { ProcessClient } from './processClient';
import { serverOptions } from './serverOptions';
import { unlessIn } from './unlessIn';
import { traceChannel } from './withoutToken';

/** As the server says, or what its client knows of one that cannot say anything. */
export interface ClientStatus extends ServerStatus {
  /** It stopped by itself: another takes its place, or none does until somebody asks for it. */
  stopped?: 'replaced' | 'givenUp';
}

const hoverCommands = ['classifyImage', 'classifyImageWith', 'explainImage'].map(
  (name) => `diffusionClassifier.${name}`,
);

/** What a client tells whoever made it. */
export interface ClientListener {
  /** A server runs: the first, or one in place of another. */
  onRunning(): void;
  onStatus(status: ClientStatus): void;
  /** It will not start the server again by itself, and why. */
  onGivenUp(reason: string): void;
}

/** A client for the server in the extension's folder; it is not started yet. */
export function createLanguageClient(
  extensionFolder: string,
  log: LogOutputChannel,
  { onRunning, onStatus, onGivenUp }: ClientListener,
): ProcessClient {
  const isRunning = (): boolean => client.isRunning();
  const crashHandler = new CrashHandler(isRunning, onGivenUp);
  const client: ProcessClient = new ProcessClient(
    'diffusionClassifier',
    'Diffusion Classifier',
    {
      module: path.join(extensionFolder, 'dist/server.js'),
      transport: TransportKind.ipc,
      // Otherwise it would be the workspace, where a file could pass for something of ours.
      options: { cwd: extensionFolder },
    },
    {
      documentSelector: hoverDocuments,
      outputChannel: log,
      traceOutputChannel: traceChannel(log),
      // Whoever asked for the start tells people; without this the client would, too.
      initializationFailedHandler: () => false,
      errorHandler: crashHandler,
      initializationOptions: serverOptions,
      synchronize: { configurationSection: 'diffusionClassifier' },
      middleware: {
        workspace: { didChangeConfiguration: () => sendOptions(client) },
        // The feature asks by itself, to start the server when it is needed: this would be twice.
        provideHover: () => undefined,
      },
      // A hover's text may come from a file; its links may do this and no more.
      markdown: { isTrusted: { enabledCommands: hoverCommands } },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) {
      onStatus(startingStatus(crashHandler));
    } else if (newState === State.Running) {
      onStatus({ health: 'ok', quiescent: true });
      onRunning();
    } else if (newState === State.StartFailed) {
      onGivenUp(client.startFailure);
    }
  });
  client.onNotification(StatusNotificationMessage.type, (status) => {
    if (statusSchema.safeParse(status).success) onStatus(status);
  });
  return client;
}

function startingStatus({ hasCrashed }: CrashHandler): ClientStatus {
  return hasCrashed
    ? {
        health: 'warning',
        quiescent: false,
        stopped: 'replaced',
        message: l10n.t('The language server stopped unexpectedly and is being restarted.'),
      }
    : { health: 'ok', quiescent: false, message: l10n.t('Starting the language server') };
}

/** Only what the server knows: it refuses settings that it does not. */
function sendOptions(client: ProcessClient): Promise<void> {
  const settings = { diffusionClassifier: serverOptions() };
  return client.sendNotification(DidChangeConfigurationNotification.type, { settings });
}

/**
 * Resolves when the server runs. `start` alone does not reject when the server ends before it has
 * answered `initialize`.
 */
export async function startLanguageClient(client: ProcessClient): Promise<void> {
  const failure = (): Error => new Error(client.startFailure);
  await unlessIn(State.StartFailed, client, failure, client.start());
}

/** Asks for the hover at a position of a document that the server has been sent. */
export async function sendHover(
  client: ProcessClient,
  document: TextDocument,
  position: Position,
  token: CancellationToken,
): Promise<Hover | undefined> {
  const { code2ProtocolConverter, protocol2CodeConverter } = client;
  const params = code2ProtocolConverter.asTextDocumentPositionParams(document, position);
  return protocol2CodeConverter.asHover(await client.sendRequest(HoverRequest.type, params, token));
}

let requests = 0;

/**
 * Sends a classification; `onStanding` hears how it stands after every batch.
 *
 * @throws ClassificationFailure `answer-invalid`, or what the request was rejected with
 */
export async function sendClassify(
  client: ProcessClient,
  params: ClassifyParams,
  token: CancellationToken | undefined,
  onStanding: (standing: Standing) => void,
): Promise<ClassifyResult> {
  const standingToken = `standing-${requests++}`;
  const listener = client.onProgress(StandingProgress.type, standingToken, (standing) => {
    if (standingSchema.safeParse(standing).success) onStanding(standing);
  });
  try {
    const { type } = ClassifyRequestMessage;
    const request = client.sendRequest(type, { ...params, standingToken }, token);
    return await checkedAnswer(client, resultSchema, request);
  } finally {
    listener.dispose();
  }
}
