import { ErrorCodes, type RequestType, ResponseError } from 'vscode-jsonrpc/node';
import { Child, ChildDied, type End } from '../child';
import { type Holding, type StoreFailureData, storeFailed } from './messages';
import { StoreFailure } from './storeFailure';

/** Signals that a process brings upon itself. */
const crashes = new Set<NodeJS.Signals>(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV']);

/** How Windows numbers what would be a signal elsewhere: 0xC0000005 is an access violation. */
const windowsCrash = 0xc000_0000;

/** Milliseconds without an answer after which the process is taken for stuck. */
const defaultPatience = 10_000;

function hasCrashed({ code, signal }: End): boolean {
  return signal ? crashes.has(signal) : Number(code) >= windowsCrash;
}

/** One store process: a child of its own, so that a crash of lmdb is the end of it alone. */
export class StoreProcess {
  private readonly child: Child;

  /**
   * @param entry The bundle of the store process.
   * @param holds What its store holds, for whoever lists the processes.
   */
  constructor(
    entry: string,
    holds: Holding,
    private readonly patience = defaultPatience,
  ) {
    this.child = new Child(entry, {}, [holds]);
  }

  /**
   * @throws StoreFailure whatever the process answers; `crashed` when it does, and `died` when it ends
   * in another way, also for having been killed because no answer came.
   */
  async ask<P, R>(type: RequestType<P, R, StoreFailureData>, parameters: P): Promise<R> {
    try {
      // The type of parameters depends on P in a way that TypeScript does not follow.
      return (await this.child.ask(type, parameters as never, this.patience / 1_000)) as R;
    } catch (error) {
      if (error instanceof ResponseError && error.code === storeFailed) {
        throw new StoreFailure((error.data as StoreFailureData).kind, error.message);
      }
      if (error instanceof ResponseError && error.code === ErrorCodes.InternalError) {
        throw new StoreFailure('unusable', error.message);
      }
      if (!(error instanceof ChildDied)) throw error;
      const kind = error.end.verdict === undefined && hasCrashed(error.end) ? 'crashed' : 'died';
      throw new StoreFailure(kind, `the process of the store ${error.message}`);
    }
  }

  /** Lets it end, which it does once it has answered what it was asked. */
  end(): void {
    this.child.disconnect();
  }
}
