import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type Hover,
  type LogOutputChannel,
  type Position,
  type TextDocument,
} from 'vscode';
import type { ClassifyParams, ClassifyResult, Standing } from '../../server/src/protocol';
import { ClassificationFailure, isServerStopped } from './failure';
import { failureText } from './failureText';
import type { ClientStatus } from './languageClient';
import type { ProcessClient } from './processClient';

/** The language server: a process of its own, started when it is first needed. */
export class Server implements Disposable {
  private client: Promise<ProcessClient> | undefined;
  /** Resolves when the processes of all earlier clients have ended. */
  private stopped = Promise.resolve();
  /** Why it no longer starts by itself: it crashed too often, or ended while it was starting. */
  private givenUp: string | undefined;
  private disposed = false;
  private readonly statusChanged = new EventEmitter<ClientStatus>();
  readonly onDidChangeStatus = this.statusChanged.event;
  private readonly started = new EventEmitter<void>();
  /** A server runs that knows nothing yet of this window: the first, or one in place of another. */
  readonly onDidStart = this.started.event;

  constructor(
    private readonly extensionFolder: string,
    private readonly log: LogOutputChannel,
  ) {}

  /**
   * Resolves when the server runs, which is started if it does not. Once it was given up it is
   * started only by what somebody asked for: {@link classify}, {@link startAgain}, {@link restart}.
   *
   * @throws ClassificationFailure `server-stopped`
   */
  async start(): Promise<ProcessClient> {
    await this.stopped;
    if (this.disposed) throw new ClassificationFailure('server-stopped', 'The window is closing.');
    if (this.givenUp !== undefined) {
      throw new ClassificationFailure('server-stopped', this.givenUp);
    }
    this.client ??= this.createClient();
    const { client } = this;
    try {
      const languageClient = await client;
      const { startLanguageClient } = await import('./languageClient');
      await startLanguageClient(languageClient);
      return languageClient;
    } catch (error) {
      // Somebody restarted it in the meantime: what matters is how the new one fares.
      if (this.client !== client) return this.start();
      const { message } = error as Error;
      this.giveUp(message);
      throw new ClassificationFailure('server-stopped', message);
    }
  }

  /** As {@link start}, also once it was given up: for what somebody asked for. */
  startAgain(): Promise<ProcessClient> {
    this.givenUp = undefined;
    return this.start();
  }

  /** Whether it runs or was told to start. */
  get isStarted(): boolean {
    return this.client !== undefined;
  }

  async restart(): Promise<void> {
    this.log.info('Restarting the language server.');
    this.givenUp = undefined;
    await this.stop();
    await this.start();
  }

  /** Stops it for good. */
  async close(): Promise<void> {
    this.disposed = true;
    await this.stop();
  }

  /**
   * Sends a classification. When the server dies in the middle, the one that takes its place is
   * asked again, once.
   *
   * @throws ClassificationFailure, or what the request was rejected with
   */
  async classify(
    params: ClassifyParams,
    token: CancellationToken | undefined,
    onStanding: (standing: Standing) => void,
  ): Promise<ClassifyResult> {
    this.givenUp = undefined;
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

  /**
   * What the server says of a position in a document, undefined where that is nothing.
   *
   * @throws ClassificationFailure `server-stopped`, or what the request was rejected with
   */
  async hover(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<Hover | undefined> {
    const { sendHover } = await import('./languageClient');
    return sendHover(await this.start(), document, position, token);
  }

  dispose(): void {
    void this.close();
    this.statusChanged.dispose();
    this.started.dispose();
  }

  private stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.stopped = Promise.all([this.stopped, this.end(client)]).then(() => {});
    return this.stopped;
  }

  private async end(client: Promise<ProcessClient> | undefined): Promise<void> {
    try {
      await (await client)?.dispose();
    } catch (error) {
      this.log.warn(`The language server did not stop in order: ${(error as Error).message}`);
    }
  }

  /** A client that failed never starts again: the next attempt gets a new one. */
  private giveUp(reason: string): void {
    this.client = undefined;
    this.givenUp = reason;
    const message = failureText(new ClassificationFailure('server-stopped', reason));
    this.statusChanged.fire({ health: 'error', quiescent: true, stopped: 'givenUp', message });
  }

  private createClient(): Promise<ProcessClient> {
    // A client that was replaced is not heard any more.
    const isCurrent = (): boolean => this.client === client;
    const client = import('./languageClient').then(({ createLanguageClient }) =>
      createLanguageClient(this.extensionFolder, this.log, {
        onRunning: () => isCurrent() && this.started.fire(),
        onStatus: (status) => isCurrent() && this.statusChanged.fire(status),
        onGivenUp: (reason) => isCurrent() && this.giveUp(reason),
      }),
    );
    return client;
  }
}
