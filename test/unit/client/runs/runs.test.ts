import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { ClassificationFailure } from '../../../../client/src/failure';
import { Runs } from '../../../../client/src/runs';
import { FakeRuns, rejection, run, summary } from './fakeRuns';

vi.mock('vscode', () => import('../vscode'));
vi.mock(
  '../../../../client/src/runs/runRequests',
  async () => (await import('./fakeRuns')).fakeRequests,
);

const log = { warn: () => {}, error: () => {} } as unknown as LogOutputChannel;
const request = { folder: '/photos' };

let fake: FakeRuns;
let runs: Runs;
let ended: unknown[];

beforeEach(() => {
  fake = new FakeRuns();
  runs = new Runs(fake.server, log);
  const mine: unknown[] = [];
  ended = mine;
  // What an earlier test has left behind may end while another goes on.
  runs.onDidEnd((end) => mine.push(end));
});

const until = (expectation: () => void) => vi.waitFor(expectation, { interval: 1 });

async function untilAsked(times: number): Promise<void> {
  await until(() => expect(fake.asked).toHaveLength(times));
}

/** Starts a run that has its first image. */
async function startRun(): Promise<void> {
  const started = runs.start(request);
  await untilAsked(1);
  fake.last.progress();
  await started;
}

function state(): string | undefined {
  return runs.get(run)?.summary.state;
}

function trouble(): string | undefined {
  return runs.get(run)?.trouble?.code;
}

test('a run is known by its id once there is an image of it', async () => {
  const started = runs.start(request);
  await untilAsked(1);
  const empty = { total: 0, done: 0, failed: 0, unchanged: 0 };
  fake.last.progress({ counts: empty, isListed: false });
  expect(runs.all).toEqual([]);
  fake.last.progress();
  await expect(started).resolves.toBe(run);
  expect(runs.all).toMatchObject([{ isOurs: true, summary: { folder: '/photos' } }]);
});

test('its progress is shown, and its end once', async () => {
  await startRun();
  const heard = vi.fn();
  runs.onDidProgress(heard);
  const counts = { total: 10, done: 4, failed: 1, unchanged: 0 };
  fake.last.progress({ counts, secondsLeft: 60 });
  expect(runs.get(run)).toMatchObject({ summary: { counts }, progress: { secondsLeft: 60 } });
  expect(heard).toHaveBeenCalledTimes(1);

  fake.last.answer();
  await until(() => expect(ended).toEqual([{ run }]));
  expect(runs.get(run)).toEqual({ summary: summary({ state: 'done' }), isOurs: false });
});

test('a run that fails before its first image is told to whoever started it, and to nobody else', async () => {
  const started = runs.start(request);
  await untilAsked(1);
  fake.last.fail(new ClassificationFailure('folder-not-readable', 'No such folder.'));
  await expect(started).rejects.toMatchObject({ code: 'folder-not-readable' });
  expect(ended).toEqual([]);
});

test('a run that fails later says why', async () => {
  await startRun();
  fake.setState('failed');
  fake.last.fail(new ClassificationFailure('out-of-memory', 'Too large.'));
  await until(() => expect(ended).toMatchObject([{ run, failure: { code: 'out-of-memory' } }]));
  expect(runs.get(run)).toMatchObject({ isOurs: false, summary: { state: 'failed' } });
  expect(trouble()).toBe('out-of-memory');
});

test('a folder without images is a failure, and leaves no run', async () => {
  const started = runs.start(request);
  await untilAsked(1);
  const counts = { total: 0, done: 0, failed: 0, unchanged: 0 };
  fake.last.progress({ counts });
  fake.last.answer({ counts });
  await expect(started).rejects.toMatchObject({ code: 'folder-not-readable' });
  expect(runs.all).toEqual([]);
  expect(fake.kept.size).toBe(0);
});

test('when the server dies, the run is in trouble until the next one goes on with it', async () => {
  await startRun();
  fake.die();
  await until(() => expect(trouble()).toBe('server-restarting'));
  expect(runs.get(run)).toMatchObject({ isOurs: true });
  await untilAsked(2);
  fake.last.progress();
  expect(trouble()).toBeUndefined();
  fake.last.answer();
  await until(() => expect(ended).toEqual([{ run }]));
});

test('a run whose server dies before the first image is begun again', async () => {
  const started = runs.start(request);
  await untilAsked(1);
  fake.die();
  await untilAsked(2);
  fake.last.progress();
  await expect(started).resolves.toBe(run);
});

test.each(['pause', 'cancel'] as const)(
  'a %s while there is no server is honoured by the next one',
  async (halt) => {
    await startRun();
    fake.starting = new Promise(() => {});
    fake.die();
    await until(() => expect(trouble()).toBe('server-restarting'));
    void runs[halt](run);
    const halted = halt === 'pause' ? 'paused' : 'cancelled';
    await until(() => expect(state()).toBe(halted));

    fake.starting = Promise.resolve();
    await runs.refresh();
    expect(fake.kept.get(run)?.state).toBe('interrupted');
    expect(runs.get(run)).toMatchObject({ isOurs: false, summary: { state: halted } });
    expect(fake.asked).toHaveLength(1);
    expect(ended).toEqual([]);
  },
);

test('a paused run is not gone on with when the server dies', async () => {
  await startRun();
  await runs.pause(run);
  fake.die();
  await until(() => expect(runs.get(run)?.isOurs).toBe(false));
  expect(state()).toBe('paused');
  expect(fake.asked).toHaveLength(1);
});

test('once the server is given up, a run waits for a person to restart it', async () => {
  await startRun();
  fake.givenUp = 'It stopped 5 times.';
  fake.die();
  await until(() => expect(trouble()).toBe('server-stopped'));
  expect(runs.get(run)?.trouble?.concernsServer).toBe(true);
  expect(fake.asked).toHaveLength(1);
  fake.restart();
  await untilAsked(2);
  fake.last.progress();
  expect(trouble()).toBeUndefined();
});

test('a run can be cancelled while the server is given up', async () => {
  await startRun();
  fake.givenUp = 'It stopped 5 times.';
  fake.die();
  await until(() => expect(trouble()).toBe('server-stopped'));
  await runs.cancel(run);
  expect(runs.get(run)).toMatchObject({ isOurs: false, summary: { state: 'cancelled' } });
  fake.restart();
  await runs.refresh();
  expect(fake.asked).toHaveLength(1);
});

test('whoever waits for the first image hears of it when the run is cancelled without a server', async () => {
  const started = runs.start(request);
  await untilAsked(1);
  const empty = { total: 0, done: 0, failed: 0, unchanged: 0 };
  fake.last.progress({ counts: empty, isListed: false });
  let start = (): void => {};
  fake.starting = new Promise((resolve) => {
    start = resolve;
  });
  fake.die();
  await new Promise(setImmediate);
  const cancelled = runs.cancel(run);
  await new Promise(setImmediate);
  start();
  await cancelled;
  await expect(started).resolves.toBe(run);
});

test('a cancelled run is as the server keeps it', async () => {
  await startRun();
  await runs.cancel(run);
  expect(runs.get(run)).toEqual({ summary: summary({ state: 'cancelled' }), isOurs: false });
  expect(ended).toEqual([]);
});

test('a paused run goes on, and is waited for once', async () => {
  await startRun();
  await runs.pause(run);
  expect(runs.get(run)).toMatchObject({ isOurs: true, summary: { state: 'paused' } });

  const resumed = runs.resume(run);
  await untilAsked(2);
  fake.last.progress();
  await resumed;
  expect(fake.kept.get(run)?.state).toBe('running');
  fake.asked[0]!.answer();
  await until(() => expect(ended).toEqual([{ run }]));
  fake.die();
  expect(fake.asked).toHaveLength(2);
});

test('a pause that fails does not keep the run from going on after a death', async () => {
  await startRun();
  const { fakeRequests } = await import('./fakeRuns');
  vi.spyOn(fakeRequests, 'sendPauseRun').mockRejectedValueOnce(new Error('Unexpected.'));
  await expect(runs.pause(run)).rejects.toMatchObject({ code: 'unexpected' });
  fake.die();
  await untilAsked(2);
});

test('images that failed are tried again in what goes on after a death, too', async () => {
  fake.kept.set(run, summary({ state: 'done' }));
  await runs.refresh();
  const resumed = runs.resume(run, { retry: true });
  await untilAsked(1);
  fake.last.progress();
  await resumed;
  fake.die();
  await untilAsked(2);
  expect(fake.asked.map(({ retry }) => retry)).toEqual([true, true]);
});

test('runs are the newest first, and those that are gone are forgotten', async () => {
  const old = summary({ run: '0000000000000000', began: '2025-01-01T00:00:00.000Z' });
  fake.kept.set(old.run, old);
  fake.kept.set(run, summary());
  await runs.refresh();
  expect(runs.all.map(({ summary: each }) => each.run)).toEqual([run, old.run]);
  fake.kept.delete(old.run);
  await runs.refresh();
  expect(runs.all.map(({ summary: each }) => each.run)).toEqual([run]);
});

test('a run of another window is not cancelled', async () => {
  fake.kept.set(run, summary());
  await runs.refresh();
  await expect(runs.cancel(run)).rejects.toMatchObject({ code: 'run-in-progress' });
});

test('a run is removed after it was cancelled', async () => {
  await startRun();
  await runs.remove(run);
  expect(runs.all).toEqual([]);
  expect(fake.kept.size).toBe(0);
});

test('what is asked of a server that dies is asked of the next one, once', async () => {
  const { fakeRequests } = await import('./fakeRuns');
  const list = vi.spyOn(fakeRequests, 'sendListRuns');
  list.mockRejectedValueOnce(rejection(-32097));
  await runs.refresh();
  expect(list).toHaveBeenCalledTimes(2);
  list.mockRejectedValueOnce(rejection(-32097)).mockRejectedValueOnce(rejection(-32097));
  await expect(runs.refresh()).rejects.toMatchObject({ code: 'server-stopped' });
});
