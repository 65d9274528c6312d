import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { RunWaiters } from '../../../server/src/lsp/runWaiters';
import type { RunProgress, RunSummary } from '../../../server/src/protocol';
import type { RunControl } from '../../../server/src/runs';

const run = '0123456789abcdef';
const summary = { run, state: 'done' } as RunSummary;
const progress = { run } as RunProgress;

/** A run that goes on until it is ended or cancelled. */
function openRun() {
  const controls: RunControl[] = [];
  let end!: (summary: RunSummary) => void;
  const ended = new Promise<RunSummary>((resolve) => {
    end = resolve;
  });
  const begin = (control: RunControl): Promise<RunSummary> => {
    controls.push(control);
    const cancelled = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(new Failure('cancelled', 'Cancelled.'));
      if (control.signal?.aborted) cancel();
      control.signal?.addEventListener('abort', cancel);
    });
    return Promise.race([ended, cancelled]);
  };
  const tell = (): void => {
    for (const { onProgress } of controls) onProgress?.(progress);
  };
  return { begin, tell, end: () => end(summary), controls };
}

test('one of two that cancels hears so at once, and the run goes on for the other', async () => {
  const waiters = new RunWaiters();
  const { begin, tell, end, controls } = openRun();
  const one = new AbortController();
  const two = new AbortController();
  const heard: string[] = [];
  const first = waiters.wait({ signal: one.signal, onProgress: () => heard.push('one') }, begin);
  const second = waiters.wait({ signal: two.signal, onProgress: () => heard.push('two') }, begin);
  tell();
  one.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  tell();
  expect(heard).toEqual(['one', 'two', 'two']);
  expect(controls.map(({ signal }) => signal!.aborted)).toEqual([false, false]);
  end();
  expect(await second).toBe(summary);
});

test('the last one that cancels ends the run', async () => {
  const waiters = new RunWaiters();
  const { begin, tell, controls } = openRun();
  const stops = [new AbortController(), new AbortController()];
  const ends = stops.map(({ signal }) => waiters.wait({ signal, onProgress: () => {} }, begin));
  tell();
  for (const [index, stop] of stops.entries()) {
    stop.abort();
    await expect(ends[index]).rejects.toMatchObject({ code: 'cancelled' });
  }
  expect(controls[1]!.signal!.aborted).toBe(true);
});

test('one that is cancelled before or while the run is looked for takes nobody with it', async () => {
  const waiters = new RunWaiters();
  const { begin, end } = openRun();
  const early = new AbortController();
  early.abort();
  const onProgress = (): void => {};
  await expect(waiters.wait({ signal: early.signal, onProgress }, begin)).rejects.toMatchObject({
    code: 'cancelled',
  });
  const soon = new AbortController();
  const waiting = waiters.wait({ signal: soon.signal, onProgress }, begin);
  const other = waiters.wait({ signal: new AbortController().signal, onProgress }, begin);
  soon.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  end();
  expect(await other).toBe(summary);
});
