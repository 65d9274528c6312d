import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type {
  ClassifyParams,
  ClassifyResult,
  ServerStatus,
  Standing,
} from '../../server/src/protocol';
import { ClassificationFailure, isServerStopped } from './failure';

/** The language server: a process of its own, started when it is first needed. */
export class Server implements Disposable {
  private client: Promise<LanguageClient> | undefined;
  private disposed = false;
  private readonly statusChanged = new EventEmitter<ServerStatus>();
  readonly onDidChangeStatus = this.statusChanged.event;

  constructor(
    /** Path of the server's bundle. */
    private readonly module: string,
    private readonly log: LogOutputChannel,
  ) {}

  /**
   * Resolves when the server runs, which is started if it does not.
   *
   * @throws ClassificationFailure `server-stopped`
   */
  async start(): Promise<LanguageClient> {
    if (this.disposed) throw new ClassificationFailure('server-stopped', 'The window is closing.');
    this.client ??= this.createClient();
    const { client } = this;
    try {
      const languageClient = await client;
      const { startLanguageClient } = await import('./languageClient');
      await startLanguageClient(languageClient);
      return languageClient;
    } catch (error) {
      // A client that failed to start never starts again: the next attempt gets a new one.
      if (this.client === client) this.client = undefined;
      const { message } = error as Error;
      this.statusChanged.fire({ health: 'error', quiescent: true, message });
      throw new ClassificationFailure('server-stopped', message);
    }
  }

  async restart(): Promise<void> {
    this.log.info('Restarting the language server.');
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    try {
      await (await client)?.dispose();
    } catch (error) {
      // A server that is busy for two seconds cannot say goodbye: its process is ended instead.
      this.log.warn(`The language server did not stop in order: ${(error as Error).message}`);
    }
  }

  /**
   * Sends a classification. When the server dies in the middle, the one that takes its place is
   * asked again, once.
   */
  async classify(
    params: ClassifyParams,
    token: CancellationToken | undefined,
    onStanding: (standing: Standing) => void,
  ): Promise<ClassifyResult> {
    const { sendClassify } = await import('./languageClient');
    const send = async (): Promise<ClassifyResult> =>
      sendClassify(await this.start(), params, token, onStanding);
    try {
      return await send();
    } catch (error) {
      if (!isServerStopped(error) || token?.isCancellationRequested) throw error;
      this.log.warn('The language server stopped during a classification, which is sent again.');
      // The client hears of the closed connection only after its requests were rejected.
      await new Promise(setImmediate);
      return await send();
    }
  }

  dispose(): void {
    this.disposed = true;
    void this.stop();
    this.statusChanged.dispose();
  }

  private async createClient(): Promise<LanguageClient> {
    const { createLanguageClient } = await import('./languageClient');
    return createLanguageClient(this.module, this.log, (status) => this.statusChanged.fire(status));
  }
}
