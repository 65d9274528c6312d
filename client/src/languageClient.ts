/**
 * All that needs vscode-languageclient and the protocol's values. Imported on demand, since
 * loading them takes longer (60 ms) than all else that activation does.
 */
import path from 'node:path';
import { type CancellationToken, type Disposable, type LogOutputChannel, l10n } from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import {
  type ClassifyParams,
  ClassifyRequestMessage,
  type ClassifyResult,
  type ServerStatus,
  type Standing,
  StandingProgress,
  StatusNotificationMessage,
} from '../../server/src/protocol';
import { CrashHandler } from './crashHandler';

/** What a client tells whoever made it. */
export interface ClientListener {
  onStatus(status: ServerStatus): void;
  /** It will not start the server again by itself, and why. */
  onGivenUp(reason: string): void;
}

/** A client for the server in the extension's folder; it is not started yet. */
export function createLanguageClient(
  extensionFolder: string,
  log: LogOutputChannel,
  { onStatus, onGivenUp }: ClientListener,
): LanguageClient {
  const isStarting = (): boolean => client.state === State.Starting;
  const client: LanguageClient = new QuietLanguageClient(
    'diffusionClassifier',
    'Diffusion Classifier',
    {
      module: path.join(extensionFolder, 'dist/server.js'),
      transport: TransportKind.ipc,
      // Otherwise it would be the workspace, where a file could pass for something of ours.
      options: { cwd: extensionFolder },
    },
    {
      documentSelector: [{ scheme: 'file', language: 'markdown' }],
      outputChannel: log,
      // Whoever asked for the start tells people; without this the client would, too.
      initializationFailedHandler: () => false,
      errorHandler: new CrashHandler(isStarting, onStatus, onGivenUp),
      // A hover's text may come from a file; its links may do this and no more.
      markdown: { isTrusted: { enabledCommands: ['diffusionClassifier.classifyImage'] } },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) {
      onStatus({
        health: 'ok',
        quiescent: false,
        message: l10n.t('Starting the language server'),
      });
    } else if (newState === State.Running) {
      onStatus({ health: 'ok', quiescent: true });
    } else if (newState === State.StartFailed) {
      onGivenUp(startFailed());
    }
  });
  client.onNotification(StatusNotificationMessage.type, onStatus);
  return client;
}

/**
 * Resolves when the server runs. `start` alone does not reject when the server ends before it has
 * answered `initialize`.
 */
export async function startLanguageClient(client: LanguageClient): Promise<void> {
  let listener: Disposable | undefined;
  const failed = new Promise<never>((_, reject) => {
    listener = client.onDidChangeState(({ newState }) => {
      if (newState === State.StartFailed) reject(new Error(startFailed()));
    });
  });
  try {
    await Promise.race([client.start(), failed]);
  } finally {
    listener?.dispose();
  }
}

function startFailed(): string {
  return l10n.t('It ended while it was starting; see the log.');
}

let requests = 0;

/** Sends a classification; `onStanding` hears how it stands after every batch. */
export async function sendClassify(
  client: LanguageClient,
  params: ClassifyParams,
  token: CancellationToken | undefined,
  onStanding: (standing: Standing) => void,
): Promise<ClassifyResult> {
  const standingToken = `standing-${requests++}`;
  const listener = client.onProgress(StandingProgress.type, standingToken, onStanding);
  try {
    return await client.sendRequest(
      ClassifyRequestMessage.type,
      { ...params, standingToken },
      token,
    );
  } finally {
    listener.dispose();
  }
}

/** Leaves it to the features to tell people of an error, in their language, and once. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
