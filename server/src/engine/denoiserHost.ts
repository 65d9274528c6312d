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
import type * as z from 'zod';
import { describeIssues } from '../describeIssues';

/** The process that owns ONNX Runtime is gone: it crashed, it was killed, or it had to be. */
export class HostDied extends Error {
  override readonly name = 'HostDied';

  constructor(
    message: string,
    /** The method that it was asked for and died of. */
    readonly request?: string,
  ) {
    super(message);
  }
}

/** How long a batch that nobody waits for any more may hold up other work before it is killed. */
const overrunMilliseconds = 2_000;

/**
 * Heaps that glibc may spread a process's threads over. With its default of eight a processor, pages
 * freed by decoders are kept in each: over 1,000 images a host grew by 330 MB, with two by 180.
 */
const mallocArenas = '2';

/** Lines of a dying process's last words that are worth showing. */
const lastWordsLimit = 2_000;

/** One denoiser host: a forked child that can be asked, and killed at any time. */
export class DenoiserHost {
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly death: Promise<never>;
  private readonly inFlight = new Set<Promise<unknown>>();
  private lastWords = '';
  /** Why it was killed, where it was not for want of work. */
  private verdict: string | undefined;
  private dead = false;

  constructor(entry: string) {
    this.child = fork(entry, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, MALLOC_ARENA_MAX: mallocArenas },
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-lastWordsLimit);
    });
    // What is no message of JSON-RPC would be passed over, and its sender waited for.
    this.child.on('message', (message) => {
      if (!isMessage(message)) this.condemn('sent something that is no message.');
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
        reject(new HostDied(this.verdict ?? `${cause} ${this.lastWords}`.trim()));
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

  /**
   * Asks for something, and sees that the answer is one.
   *
   * @param schema of the answer.
   * @param seconds after which the process is taken for stuck, and killed.
   * @throws HostDied when the process ends before it has answered, also for having been killed
   *   because its answer is garbled or does not come; ResponseError when it answers with one.
   */
  async ask<P, R, E>(
    type: RequestType<P, R, E>,
    parameters: RequestParam<P>,
    { schema, seconds }: { schema: z.ZodType<R>; seconds: number },
  ): Promise<R> {
    const patience = setTimeout(
      () => this.condemn(`gave no answer within ${seconds} s.`),
      seconds * 1_000,
    );
    let settled: Promise<unknown> | undefined;
    try {
      const answer = this.connection.sendRequest(type, parameters);
      settled = answer.catch(() => {});
      this.inFlight.add(settled);
      const parsed = schema.safeParse(await answer);
      if (parsed.success) return parsed.data;
      return await this.endForGarbage(parsed.error);
    } catch (error) {
      const answered =
        error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected;
      if (answered) throw error;
      // The channel can close a moment before the process is known to have ended.
      const death = await this.death.catch((reason: HostDied) => reason);
      throw new HostDied(death.message, type.method);
    } finally {
      clearTimeout(patience);
      if (settled) this.inFlight.delete(settled);
    }
  }

  /** @throws HostDied, once the process that gave such an answer has been killed. */
  async endForGarbage(error: z.ZodError): Promise<never> {
    this.condemn(`gave a garbled answer: ${describeIssues(error)}.`);
    return await this.death;
  }

  kill(): void {
    this.dead = true;
    this.child.kill('SIGKILL');
  }

  private condemn(verdict: string): void {
    this.verdict ??= verdict;
    this.kill();
  }
}

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
