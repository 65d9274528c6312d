import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  Message,
  type MessageConnection,
  type RequestParam,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';

/** How a child ended. */
export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it was killed, where it was; why it could not be started. */
  verdict: string | undefined;
  /** The end of what it wrote to standard error. */
  lastWords: string;
}

/** A child is gone: it crashed, it was killed, or it could not even start. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';

  constructor(
    readonly end: End,
    /** The method that it was asked for. */
    readonly request: string,
  ) {
    super(describe(end));
  }
}

function describe({ code, signal, verdict, lastWords }: End): string {
  return verdict ?? `ended with ${signal ?? `code ${code}`}. ${lastWords}`.trim();
}

/**
 * Megabytes of V8's space for young objects. Left to itself it grows to 16 and is filled before it is
 * looked at: over a run of 2,000 images a host grew by 18 MB, with this by 5.
 */
const smallNursery = '--max-semi-space-size=1';

/** Characters of a dying process's last words that are worth showing. */
const lastWordsLimit = 2_000;

function isMessage(message: unknown): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'jsonrpc' in message &&
    [Message.isRequest, Message.isNotification, Message.isResponse].some((isOne) =>
      isOne(message as Message),
    )
  );
}

/**
 * A forked process of ours that answers questions by JSON-RPC over its IPC channel, and that can be
 * killed at any time. Standard output is closed to it: it can be the server's channel to its client.
 */
export class Child {
  private readonly process: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly ended: Promise<End>;
  private readonly open = new Set<Promise<unknown>>();
  private lastWords = '';
  private verdict: string | undefined;
  private dead = false;

  /**
   * @param entry The bundle that it runs.
   * @param environment Beside that of this process.
   * @param args Where processes of one entry are to be told apart in a list of processes.
   */
  constructor(entry: string, environment: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
    this.process = fork(entry, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [smallNursery],
      env: { ...process.env, ...environment },
    });
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-lastWordsLimit);
    });
    // What is no message of JSON-RPC would be passed over, and its sender waited for.
    this.process.on('message', (message) => {
      if (!isMessage(message)) this.condemn('sent something that is no message.');
    });
    this.connection = createMessageConnection(
      new IPCMessageReader(this.process),
      new IPCMessageWriter(this.process),
    );
    this.connection.onError(() => {});
    // It cannot notice that this process is gone while it is in a native call that never returns.
    const killOnExit = (): void => this.kill();
    process.once('exit', killOnExit);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.dead = true;
        process.off('exit', killOnExit);
        resolve({ code, signal, verdict: this.verdict, lastWords: this.lastWords });
        this.connection.dispose();
      };
      this.process.once('error', (error) => {
        this.verdict ??= error.message;
        end(null, null);
      });
      this.process.once('exit', end);
    });
    this.connection.listen();
  }

  get isAlive(): boolean {
    return !this.dead;
  }

  /** Resolves when every question that is open now has an answer, or will have none. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  /**
   * @param seconds after which it is taken for stuck, and killed.
   * @throws ResponseError where it answers with one; ChildDied where it ends before it has answered,
   *   also for having been killed because no answer came.
   */
  async ask<P, R, E>(
    type: RequestType<P, R, E>,
    parameters: RequestParam<P>,
    seconds: number,
  ): Promise<R> {
    const timer = setTimeout(
      () => this.condemn(`gave no answer within ${seconds} s.`),
      seconds * 1_000,
    );
    let settled: Promise<unknown> | undefined;
    try {
      const answer = this.connection.sendRequest(type, parameters);
      settled = answer.catch(() => {});
      this.open.add(settled);
      return await answer;
    } catch (error) {
      const isAnswer =
        error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected;
      if (isAnswer) throw error;
      // The channel can close a moment before the process is known to have ended.
      throw new ChildDied(await this.ended, type.method);
    } finally {
      clearTimeout(timer);
      if (settled) this.open.delete(settled);
    }
  }

  /** Kills it for what it has done. The first verdict counts. */
  condemn(verdict: string): void {
    this.verdict ??= verdict;
    this.kill();
  }

  kill(): void {
    this.dead = true;
    this.process.kill('SIGKILL');
  }

  /** Lets it end, which it does once it has answered what it was asked. */
  disconnect(): void {
    if (this.process.connected) this.process.disconnect();
  }

  /** How it ended, once it has. */
  async end(): Promise<End> {
    return await this.ended;
  }
}
