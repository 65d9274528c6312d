import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { l10n } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
} from 'vscode-languageclient/node';

/** A server that has not answered `initialize` by then is given up; it usually takes under 1 s. */
const startLimitSeconds = 30;
/** How long a server may take to answer `shutdown`, and then to end. VS Code itself waits 5 s. */
const shutdownLimitMs = 2_000;
const exitLimitMs = 1_000;

/**
 * A language client that owns its server's process: whatever state the two are in, the process is
 * gone when {@link stop} or {@link dispose} is over, and when the server did not start in time.
 * LanguageClient itself cannot stop a server that is starting, and leaves one that refuses to stop.
 */
export class ProcessClient extends LanguageClient {
  private startTimer: NodeJS.Timeout | undefined;
  private isLate = false;
  private isDisposed = false;

  constructor(id: string, name: string, server: ServerOptions, options: LanguageClientOptions) {
    super(id, name, server, options);
    this.onDidChangeState(({ newState }) => {
      clearTimeout(this.startTimer);
      if (newState === State.Starting) this.limitStart();
    });
  }

  /** Why it did not start, once that is so. */
  get startFailure(): string {
    return this.isLate
      ? l10n.t('It did not answer within {0} seconds.', startLimitSeconds)
      : l10n.t('It could not be started; see the log.');
  }

  /** @throws Error when the server did not end in order; its process has ended all the same. */
  override async stop(timeoutMs = shutdownLimitMs): Promise<void> {
    const { serverProcess } = this;
    let patienceMs = 0;
    try {
      if (this.isRunning()) {
        await super.stop(timeoutMs);
        patienceMs = exitLimitMs;
      }
    } finally {
      if (serverProcess) await endProcess(serverProcess, patienceMs);
    }
  }

  override async dispose(timeoutMs = shutdownLimitMs): Promise<void> {
    this.isDisposed = true;
    clearTimeout(this.startTimer);
    await super.dispose(timeoutMs);
  }

  /** Leaves it to the features to tell people of an error, in their language, and once. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  protected override async createMessageTransports(
    encoding: string,
  ): ReturnType<LanguageClient['createMessageTransports']> {
    const transports = await super.createMessageTransports(encoding);
    if (this.isDisposed && this.serverProcess) void endProcess(this.serverProcess, 0);
    return transports;
  }

  private limitStart(): void {
    this.isLate = false;
    this.startTimer = setTimeout(() => {
      this.isLate = true;
      void this.stop();
    }, startLimitSeconds * 1_000);
  }
}

/** Waits until the process has ended by itself, and kills it when it has not after `patienceMs`. */
async function endProcess(child: ChildProcess, patienceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}
