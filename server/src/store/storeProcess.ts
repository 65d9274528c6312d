import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { type StoreFailureData, storeFailed } from './messages';
import { StoreFailure } from './storeFailure';

/** Signals that a process brings upon itself. */
const crashes = new Set<NodeJS.Signals>(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV']);

/** How Windows numbers what would be a signal elsewhere: 0xC0000005 is an access violation. */
const windowsCrash = 0xc000_0000;

/** Milliseconds without an answer after which the process is taken for stuck. */
const defaultPatience = 10_000;

/** One store process: a forked child, so that a crash of lmdb is the end of it alone. */
export class StoreProcess {
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly death: Promise<never>;
  private verdict: string | undefined;
  /** Questions without an answer. */
  private unanswered = 0;

  /** @param entry The bundle of the store process. */
  constructor(
    entry: string,
    private readonly patience = defaultPatience,
  ) {
    // lmdb prints to standard output, which can be the server's channel to its client.
    this.child = fork(entry, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    this.connection = createMessageConnection(
      new IPCMessageReader(this.child),
      new IPCMessageWriter(this.child),
    );
    this.connection.onError(() => {});
    // A native call that never returns would not notice that this process is gone; what has been
    // answered is on disk.
    const killIfBusy = (): void => {
      if (this.unanswered > 0) this.child.kill('SIGKILL');
    };
    process.once('exit', killIfBusy);
    this.death = new Promise((_, reject) => {
      const die = (kind: 'crashed' | 'died', cause: string): void => {
        process.off('exit', killIfBusy);
        reject(new StoreFailure(kind, this.verdict ?? `the process of the store ${cause}.`));
      };
      this.child.once('error', (error) => die('died', `failed: ${error.message}`));
      this.child.once('exit', (code, signal) => {
        const crashed = signal ? crashes.has(signal) : Number(code) >= windowsCrash;
        die(crashed ? 'crashed' : 'died', `ended with ${signal ?? `code ${code}`}`);
      });
    });
    this.death.catch(() => this.connection.dispose());
    this.connection.listen();
  }

  /**
   * @throws StoreFailure whatever the process answers; `crashed` when it does, and `died` when it ends
   * in another way, also for having been killed because no answer came.
   */
  async ask<P, R>(type: RequestType<P, R, StoreFailureData>, parameters: P): Promise<R> {
    const timer = setTimeout(() => {
      this.verdict = `the process of the store gave no answer within ${this.patience / 1_000} s.`;
      this.child.kill('SIGKILL');
    }, this.patience);
    this.unanswered += 1;
    try {
      const answer = this.connection.sendRequest(type.method, parameters) as Promise<R>;
      return await Promise.race([answer, this.death]);
    } catch (error) {
      if (error instanceof ResponseError && error.code === storeFailed) {
        throw new StoreFailure((error.data as StoreFailureData).kind, error.message);
      }
      if (error instanceof ResponseError && error.code === ErrorCodes.InternalError) {
        throw new StoreFailure('unusable', error.message);
      }
      // The channel can close a moment before the process is known to have ended.
      return await this.death;
    } finally {
      clearTimeout(timer);
      this.unanswered -= 1;
    }
  }

  /** Lets it end, which it does once it has answered what it was asked. */
  end(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
