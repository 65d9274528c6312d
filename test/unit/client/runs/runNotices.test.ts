import { beforeEach, expect, test, vi } from 'vitest';
import { type LogOutputChannel, type Memento, window } from 'vscode';
import { Runs } from '../../../../client/src/runs';
import { offerInterrupted } from '../../../../client/src/runs/interruptedRuns';
import { tellEnds } from '../../../../client/src/runs/runNotices';
import { WarningNotices } from '../../../../client/src/warningNotices';
import { FakeRuns, run, summary } from './fakeRuns';

vi.mock('vscode', () => import('../vscode'));
vi.mock(
  '../../../../client/src/runs/runRequests',
  async () => (await import('./fakeRuns')).fakeRequests,
);

const log = { warn: () => {}, error: () => {} } as unknown as LogOutputChannel;
const message = vi.spyOn(window, 'showInformationMessage');
const until = (expectation: () => void) => vi.waitFor(expectation, { interval: 1 });

let fake: FakeRuns;
let runs: Runs;
let kept: string[];

const memory = {
  get: () => kept,
  update: async (_: string, value: string[]) => {
    kept = value;
  },
} as unknown as Memento;

beforeEach(() => {
  fake = new FakeRuns();
  runs = new Runs(fake.server, log);
  kept = [];
  message.mockReset().mockResolvedValue(undefined);
});

async function startRun(): Promise<void> {
  const started = runs.start({ folder: '/photos' });
  await until(() => expect(fake.asked).toHaveLength(1));
  fake.last.progress();
  await started;
}

test('the end of a run is said where nobody sees its results', async () => {
  let isShown = true;
  tellEnds(runs, () => isShown, new WarningNotices());
  await startRun();
  fake.last.answer();
  await until(() => expect(runs.get(run)?.isOurs).toBe(false));
  expect(message).not.toHaveBeenCalled();

  isShown = false;
  await startAgain();
  fake.last.answer({ counts: { total: 10, done: 10, failed: 0, unchanged: 0 } });
  await until(() =>
    expect(message).toHaveBeenCalledExactlyOnceWith(
      'photos: 10 images classified.',
      'Open Results',
    ),
  );
});

async function startAgain(): Promise<void> {
  const resumed = runs.resume(run);
  await until(() => expect(fake.asked).toHaveLength(2));
  fake.last.progress();
  await resumed;
}

test('what goes on is kept for the next time, and what was halted is not', async () => {
  offerInterrupted(runs, memory, log);
  await startRun();
  await until(() => expect(kept).toEqual([run]));
  await runs.pause(run);
  await until(() => expect(kept).toEqual([]));
});

test('a run that was interrupted with the window is offered once, and resumed', async () => {
  kept = [run];
  fake.kept.set(run, summary({ state: 'interrupted' }));
  message.mockResolvedValue('Resume' as never);
  offerInterrupted(runs, memory, log);
  await until(() => expect(fake.asked.map(({ kind }) => kind)).toEqual(['resume']));
  expect(message).toHaveBeenCalledTimes(1);
});

test('a run that is interrupted since is not asked about again', async () => {
  kept = [run];
  fake.kept.set(run, summary({ state: 'interrupted' }));
  offerInterrupted(runs, memory, log);
  await until(() => expect(message).toHaveBeenCalledTimes(1));
  await until(() => expect(kept).toEqual([]));
});

test('a run that ended elsewhere meanwhile is not offered', async () => {
  kept = [run];
  fake.kept.set(run, summary({ state: 'done' }));
  offerInterrupted(runs, memory, log);
  await until(() => expect(runs.all).toHaveLength(1));
  await until(() => expect(kept).toEqual([]));
  expect(message).not.toHaveBeenCalled();
});
