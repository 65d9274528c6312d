/** A language server, as far as the client's runs see one: its processes die when a test says so. */
import type { CancellationToken } from 'vscode';
import { ClassificationFailure } from '../../../../client/src/failure';
import type { Server } from '../../../../client/src/server';
import type {
  RunProgress,
  RunRequest,
  RunState,
  RunSummary,
  ServerStatus,
} from '../../../../server/src/protocol';
import { EventEmitter } from '../vscode';

export const run = '3f2a91c07be4d815';

export function summary(change: Partial<RunSummary> = {}): RunSummary {
  return {
    run,
    folder: '/photos',
    labels: ['cat', 'dog'],
    model: 'everyday-32',
    state: 'running',
    counts: { total: 10, done: 0, failed: 0, unchanged: 0 },
    isListed: true,
    groundTruth: 'none',
    evaluations: 0,
    remembered: 0,
    seconds: 0,
    began: '2026-11-23T20:00:00.000Z',
    ...change,
  };
}

export function progress(change: Partial<RunProgress> = {}): RunProgress {
  const { state, counts, isListed } = summary();
  return {
    ...{ run, state, counts, isListed },
    ...{ imagesPerSecond: null, secondsLeft: null, rows: [] },
    ...change,
  };
}

export function rejection(code: number): Error {
  return Object.assign(new Error('Rejected.'), { code });
}

/** Of JSON-RPC: the request's connection was closed. */
const pendingResponseRejected = -32097;
const requestCancelled = -32800;

interface OpenRequest {
  kind: 'start' | 'resume';
  retry: boolean | undefined;
  progress(change?: Partial<RunProgress>): void;
  answer(change?: Partial<RunSummary>): void;
  fail(error: Error): void;
}

/** One process after the other, and what all of them keep on disk. */
export class FakeRuns {
  /** Requests for a run to go on, in the order in which they came. */
  readonly asked: OpenRequest[] = [];
  readonly kept = new Map<string, RunSummary>();
  readonly paused: string[] = [];
  /** Why the server does not start. */
  givenUp: string | undefined;
  /** What `start` waits for while a new process starts. */
  starting = Promise.resolve();
  private open: OpenRequest[] = [];
  private readonly status = new EventEmitter<ServerStatus>();

  readonly server = {
    start: async () => {
      await this.starting;
      if (this.givenUp) throw new ClassificationFailure('server-stopped', this.givenUp);
      return this;
    },
    startAgain: async () => {
      this.givenUp = undefined;
      return this;
    },
    onDidChangeStatus: this.status.event,
  } as unknown as Server;

  /** The newest request for a run to go on, once there are so many. */
  get last(): OpenRequest {
    return this.asked.at(-1)!;
  }

  /** The process ends without a word. */
  die(): void {
    for (const [id, each] of this.kept) {
      if (each.state === 'running') this.kept.set(id, { ...each, state: 'interrupted' });
    }
    for (const request of this.open.splice(0)) request.fail(rejection(pendingResponseRejected));
  }

  /** Somebody restarts what was given up. */
  restart(): void {
    this.givenUp = undefined;
    this.status.fire({ health: 'ok', quiescent: true });
  }

  setState(state: RunState): void {
    this.kept.set(run, summary({ ...this.kept.get(run), state }));
  }

  work(
    kind: OpenRequest['kind'],
    retry: boolean | undefined,
    token: CancellationToken,
    onProgress: (progress: RunProgress) => void,
  ): Promise<RunSummary> {
    this.setState('running');
    return new Promise((resolve, reject) => {
      const close = (): void => {
        this.open = this.open.filter((each) => each !== request);
      };
      const request: OpenRequest = {
        kind,
        retry,
        progress: (change) => onProgress(progress(change)),
        answer: (change) => {
          close();
          const end = summary({ state: 'done', ...change });
          this.kept.set(end.run, end);
          resolve(end);
        },
        fail: (error) => {
          close();
          reject(error);
        },
      };
      token.onCancellationRequested(() => {
        const isLast = this.open.length === 1;
        if (isLast) this.setState('cancelled');
        request.fail(rejection(requestCancelled));
      });
      this.asked.push(request);
      this.open.push(request);
    });
  }
}

/** In place of `runRequests`: the client that each is given is the {@link FakeRuns}. */
export const fakeRequests = {
  sendClassifyFolder: (
    fake: FakeRuns,
    _: RunRequest,
    token: CancellationToken,
    onProgress: (progress: RunProgress) => void,
  ) => fake.work('start', undefined, token, onProgress),
  sendResumeRun: (
    fake: FakeRuns,
    { retry }: { retry?: boolean },
    token: CancellationToken,
    onProgress: (progress: RunProgress) => void,
  ) => fake.work('resume', retry, token, onProgress),
  sendListRuns: async (fake: FakeRuns) => [...fake.kept.values()],
  sendRunSummary: async (fake: FakeRuns, id: string) => {
    const found = fake.kept.get(id);
    if (!found) throw new ClassificationFailure('run-not-found', 'There is no such run.');
    return found;
  },
  sendPauseRun: async (fake: FakeRuns, id: string) => {
    fake.paused.push(id);
    fake.setState('paused');
    return fake.kept.get(id);
  },
  sendRemoveRun: async (fake: FakeRuns, id: string) => {
    fake.kept.delete(id);
  },
};
