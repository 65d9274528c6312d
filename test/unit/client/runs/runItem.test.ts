import { expect, test, vi } from 'vitest';
import type { MarkdownString, ThemeIcon } from 'vscode';
import { ClassificationFailure } from '../../../../client/src/failure';
import type { RunView } from '../../../../client/src/runs';
import { runItem } from '../../../../client/src/runs/runItem';
import type { RunState, RunSummary } from '../../../../server/src/protocol';
import { progress, run, summary } from './fakeRuns';

vi.mock('vscode', () => import('../vscode'));

const counts = { total: 2_000, done: 1_230, failed: 10, unchanged: 0 };

function view(change: Partial<RunSummary>, other: Partial<RunView> = {}): RunView {
  return { summary: summary({ counts, ...change }), isOurs: false, ...other };
}

function ours(state: RunState): RunView {
  return view({ state }, { isOurs: true });
}

function words(of: RunView): string[] {
  return String(runItem(of, 'photos').contextValue).split(' ');
}

function tooltip(of: RunView): string {
  return (runItem(of, 'photos').tooltip as MarkdownString).value;
}

test('a run that goes on says how far it is', () => {
  const { rows: _, ...figures } = progress({ secondsLeft: 270 });
  const item = runItem({ ...ours('running'), progress: figures }, 'photos');
  expect(item.description).toBe('62% · 1,240 of 2,000 · 5 min left · 10 failed');
  expect(item.accessibilityInformation?.label).toBe(
    'photos, running, 62%, 1,240 of 2,000, 5 min left, 10 failed',
  );
});

test('while the folder is gone through, nobody knows the share', () => {
  expect(runItem(view({ isListed: false }), 'photos').description).toBe(
    '1,240 of 2,000 found so far · 10 failed',
  );
});

test('a run that is done says how right it was, once that is known', () => {
  const all = { total: 2_000, done: 2_000, failed: 0, unchanged: 0 };
  const done = view({ state: 'done', counts: all });
  expect(runItem(done, 'photos').description).toBe('done · 2,000 images');
  expect(runItem({ ...done, accuracy: 0.745 }, 'photos').description).toBe(
    'done · 2,000 images · 74.5% right',
  );
});

test.each(['paused', 'cancelled', 'interrupted', 'failed'] as const)('%s is said', (state) => {
  expect(runItem(view({ state }), 'photos').description).toBe(
    `${state} · 62% · 1,240 of 2,000 · 10 failed`,
  );
});

test('a run whose server is gone says what it waits for, and why', () => {
  const trouble = new ClassificationFailure('server-restarting', '');
  const waiting = { ...ours('running'), trouble };
  const item = runItem(waiting, 'photos');
  expect(item.description).toMatch(/^waiting for the server · 62%/);
  expect((item.iconPath as ThemeIcon).id).toBe('warning');
  expect(tooltip(waiting).replaceAll('\\', '')).toContain('is being restarted.');
});

test('once the server was given up, it can be restarted from the row', () => {
  const trouble = new ClassificationFailure('server-stopped', 'It stopped 5 times.');
  const stopped = { ...ours('running'), trouble };
  expect(runItem(stopped, 'photos').description).toMatch(/^server stopped · 62%/);
  expect(words(stopped)).toEqual(['run', 'restartable', ...canPause]);
});

const canPause = ['pausable', 'cancellable'];
const canResume = ['resumable', 'retryable', 'removable'];
test.each([
  ['that goes on here', ours('running'), canPause],
  ['that is paused here', ours('paused'), ['cancellable', ...canResume]],
  ['that goes on elsewhere', view({ state: 'running' }), []],
  ['that was interrupted', view({ state: 'interrupted' }), canResume],
  ['that has failed', view({ state: 'failed' }), canResume],
  ['that is done', view({ state: 'done' }), ['retryable', 'removable']],
])('what can be done with a run %s', (_, of, expected) => {
  expect(words(of).sort()).toEqual(['run', ...expected].sort());
});

test('names of files and labels are no Markdown', () => {
  const link = '[x](command:evil)';
  const text = tooltip(view({ folder: `/photos/${link}`, labels: [link], state: 'done' }));
  expect(text).not.toContain('](');
  expect(text.replaceAll('\\', '')).toContain(`Labels: ${link}`);
});

test('why a run failed is in its tooltip', () => {
  const failure = { code: 'model-invalid', message: 'It has no unet.' };
  expect(tooltip(view({ state: 'failed', failure })).replaceAll('\\', '')).toContain(
    'The model cannot be used. It has no unet.',
  );
});

test('a click on it opens its results', () => {
  expect(runItem(view({}), 'photos').command).toMatchObject({
    command: 'diffusionClassifier.runs.show',
    arguments: [run],
  });
});
