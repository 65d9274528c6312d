import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type RequestParam,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';

/** The process that owns ONNX Runtime is gone: it crashed, or it was killed. */
export class HostDied extends Error {
  override readonly name = 'HostDied';
}

/** How long a batch that nobody waits for any more may hold up other work before it is killed. */
const overrunMilliseconds = 2_000;

/** Lines of a dying process's last words that are worth showing. */
const lastWordsLimit = 2_000;

/** One denoiser host: a forked child that can be asked, and killed at any time. */
export class DenoiserHost {
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly death: Promise<never>;
  private readonly inFlight = new Set<Promise<unknown>>();
  private lastWords = '';
  private dead = false;

  constructor(entry: string) {
    this.child = fork(entry, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-lastWordsLimit);
    });
    this.connection = createMessageConnection(
      new IPCMessageReader(this.child),
      new IPCMessageWriter(this.child),
    );
    this.connection.onError(() => {});
    // A blocked native call would not notice that this process is gone.
    const killOnExit = (): void => this.kill();
    process.once('exit', killOnExit);
    this.death = new Promise((_, reject) => {
      const die = (cause: string): void => {
        this.dead = true;
        process.off('exit', killOnExit);
        reject(new HostDied(`${cause} ${this.lastWords}`.trim()));
      };
      this.child.once('error', (error) => die(error.message));
      this.child.once('exit', (code, signal) => die(`ended with ${signal ?? `code ${code}`}.`));
    });
    this.death.catch(() => this.connection.dispose());
    this.connection.listen();
  }

  get isAlive(): boolean {
    return !this.dead;
  }

  /**
   * Waits until no earlier request is being worked on. One that has been given up and overruns is
   * ended by killing the process.
   */
  async settle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve();
      }, overrunMilliseconds);
    });
    await Promise.race([Promise.all(this.inFlight), overrun]);
    clearTimeout(timer);
  }

  /** Rejects with {@link HostDied} when the process ends before it has answered. */
  async ask<P, R, E>(type: RequestType<P, R, E>, parameters: RequestParam<P>): Promise<R> {
    let settled: Promise<unknown> | undefined;
    try {
      const answer = this.connection.sendRequest(type, parameters);
      settled = answer.catch(() => {});
      this.inFlight.add(settled);
      return await answer;
    } catch (error) {
      const answered =
        error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected;
      // The channel can close a moment before the process is known to have ended.
      throw answered ? error : await this.death.catch((death: unknown) => death);
    } finally {
      if (settled) this.inFlight.delete(settled);
    }
  }

  kill(): void {
    this.dead = true;
    this.child.kill('SIGKILL');
  }
}
