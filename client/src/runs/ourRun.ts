import { type CancellationToken, CancellationTokenSource, type Disposable } from 'vscode';
import type { RunProgress, RunSummary } from '../../../server/src/protocol';
import { ClassificationFailure, isServerStopped, toFailure } from '../failure';
import type { ProcessClient } from '../processClient';
import type { Server } from '../server';

/** Begins a run, resumes it, or joins it, whichever it is; resolves when it has ended. */
export type SendRun = (
  client: ProcessClient,
  token: CancellationToken,
  onProgress: (progress: RunProgress) => void,
) => Promise<RunSummary>;

export interface OurRunListener {
  onProgress(progress: RunProgress): void;
  /** Why it does not go on for now; it does again with the next progress. */
  onTrouble(failure: ClassificationFailure): void;
}

/** What a person does to a run. */
export type Halt = 'paused' | 'cancelled';

/**
 * A run that this window has asked for, until it has ended. When the server dies, the one that takes
 * its place is asked to go on, unless a person has paused or cancelled the run meanwhile.
 */
export class OurRun {
  /** What a person has done to it last. */
  halt: Halt | undefined;
  /** Its id, from the first progress on; '' before. */
  run = '';
  /** Whether there is an image of it, or it has ended in order. */
  isKnown = false;
  /** Its id, once it is known. Rejects with what has kept it from that. */
  readonly known: Promise<string>;
  /** Undefined where a person has halted it while there was no server. */
  readonly end: Promise<RunSummary | undefined>;
  private readonly cancellation = new CancellationTokenSource();
  /** Ends the wait for a server; missing where none is waited for. */
  private leave: (() => void) | undefined;

  constructor(
    private readonly server: Server,
    private readonly send: SendRun,
    private readonly listener: OurRunListener,
  ) {
    const { promise, resolve, reject } = withResolvers<string>();
    this.known = promise;
    const know = (run: string): void => {
      this.isKnown = true;
      resolve(run);
    };
    this.end = this.work(know);
    this.end.then((summary) => know(summary?.run ?? this.run), reject);
  }

  /** @returns whether it has ended by that, as there is no server that works on it. */
  pause(): boolean {
    this.halt = 'paused';
    this.leave?.();
    return this.leave !== undefined;
  }

  goOn(): void {
    this.halt = undefined;
  }

  cancel(): void {
    this.halt = 'cancelled';
    this.leave?.();
    this.cancellation.cancel();
  }

  private async work(know: (run: string) => void): Promise<RunSummary | undefined> {
    const { token } = this.cancellation;
    const onProgress = (progress: RunProgress): void => {
      this.run = progress.run;
      this.listener.onProgress(progress);
      if (progress.counts.total > 0) know(progress.run);
    };
    let client: ProcessClient | undefined = await this.server.startAgain();
    while (client) {
      try {
        return await this.send(client, token, onProgress);
      } catch (error) {
        if (!isServerStopped(error) || token.isCancellationRequested) throw error;
        client = this.halt ? undefined : await this.serverAgain();
      }
    }
    return undefined;
  }

  /** @returns undefined when a person has halted the run meanwhile. */
  private async serverAgain(): Promise<ProcessClient | undefined> {
    this.listener.onTrouble(
      new ClassificationFailure('server-restarting', 'The language server is being restarted.'),
    );
    const { promise: left, resolve } = withResolvers<undefined>();
    this.leave = () => resolve(undefined);
    try {
      return await Promise.race([left, this.startedServer()]);
    } finally {
      this.leave = undefined;
    }
  }

  private async startedServer(): Promise<ProcessClient | undefined> {
    // The client hears of the closed connection only after its requests were rejected.
    await new Promise(setImmediate);
    while (!this.halt) {
      const sign = this.nextSign();
      try {
        return await this.server.start();
      } catch (error) {
        // Nobody misses what nobody has heard of.
        if (!this.isKnown) throw error;
        this.listener.onTrouble(toFailure(error));
      }
      await sign;
    }
    return undefined;
  }

  /** Resolves when a server starts that was given up before. */
  private nextSign(): Promise<void> {
    return new Promise((resolve) => {
      const listener: Disposable = this.server.onDidChangeStatus(({ health }) => {
        if (health === 'error') return;
        listener.dispose();
        resolve();
      });
    });
  }
}

function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}
