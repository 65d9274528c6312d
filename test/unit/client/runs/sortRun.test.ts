import { beforeEach, expect, test, vi } from 'vitest';
import {
  CancellationError,
  type FileStat,
  FileType,
  type Memento,
  window,
  workspace,
} from 'vscode';
import type { Runs } from '../../../../client/src/runs';
import { SortLogs } from '../../../../client/src/runs/sortLogs';
import { sortRun } from '../../../../client/src/runs/sortRun';
import type { ReviewCounts, SortRunParams, SortSummary } from '../../../../server/src/protocol';
import { run, summary } from './fakeRuns';

vi.mock('vscode', () => import('../vscode'));

const plan: SortSummary = {
  folder: '/photos',
  to: '/photos-sorted',
  way: 'move',
  labels: [{ label: 'cat', folder: 'cat', images: 3 }],
  images: 3,
  renamed: 1,
  stay: { failed: 2 },
  notSorted: [],
};
const log = '/photos-sorted/sort-log.jsonl';

let reviews: ReviewCounts;
let kept: Record<string, string[]>;
/** What is chosen of each list, by its label. */
let choices: string[];

const sort = vi.fn<(params: SortRunParams) => Promise<SortSummary>>();
const undoSort = vi.fn(async () => ({ restored: 3, kept: [], left: 0 }));
const runs = {
  get: () => ({ summary: summary(), isOurs: false }),
  reviews: async () => reviews,
  sort,
  undoSort,
} as unknown as Runs;
const memory = {
  get: () => kept,
  update: async (_: string, value: typeof kept) => {
    kept = value;
  },
} as unknown as Memento;

const warn = vi.spyOn(window, 'showWarningMessage');
const inform = vi.spyOn(window, 'showInformationMessage');

beforeEach(() => {
  reviews = { accepted: 0, corrected: 0, skipped: 0 };
  kept = {};
  sort.mockReset().mockImplementation(async ({ dryRun }) => (dryRun ? plan : { ...plan, log }));
  undoSort.mockClear();
  warn.mockReset().mockResolvedValue(undefined);
  inform.mockReset().mockResolvedValue(undefined);
  vi.spyOn(window, 'showQuickPick').mockImplementation((async (
    items: readonly { label: string }[],
  ) => {
    const wanted = choices.shift();
    return items.find(({ label }) => label === wanted);
  }) as never);
});

test('nothing is moved before a person has seen the plan', async () => {
  choices = ['Move', 'photos-sorted'];
  await sortRun(runs, new SortLogs(memory), run);
  expect(sort.mock.calls.map(([params]) => params.dryRun)).toEqual([true]);
  const [question, options] = warn.mock.lastCall as unknown as [string, { detail: string }];
  expect(question).toBe('Move 3 images into folders of photos-sorted?');
  expect(options.detail.split('\n')).toEqual([
    '/photos-sorted',
    '',
    'cat: 3',
    '',
    'Get another name, as theirs is taken: 1',
    'Stay, as they failed: 2',
  ]);
});

test('what was confirmed is done, kept in mind, and can be undone', async () => {
  choices = ['Move', 'photos-sorted'];
  warn.mockResolvedValue('Move' as never);
  inform.mockResolvedValueOnce('Undo' as never);
  await sortRun(runs, new SortLogs(memory), run);
  const params = { run, by: 'predicted', way: 'move', to: '/photos-sorted' };
  expect(sort.mock.lastCall?.[0]).toEqual(params);
  expect(kept).toEqual({ [run]: [log] });
  await vi.waitFor(() => expect(undoSort.mock.lastCall?.[0 as never]).toBe(log));
});

test('where a person has reviewed images, their labels can decide', async () => {
  reviews = { accepted: 2, corrected: 1, skipped: 0 };
  choices = ['Reviewed label', 'Copy', 'photos-sorted'];
  await sortRun(runs, new SortLogs(memory), run);
  expect(sort.mock.lastCall?.[0]).toMatchObject({ by: 'review', way: 'copy', dryRun: true });
});

test('a question that is dismissed ends it', async () => {
  choices = ['Move'];
  await sortRun(runs, new SortLogs(memory), run);
  expect(sort).not.toHaveBeenCalled();
});

test('where there is nothing to sort, it is said why', async () => {
  choices = ['Move', 'photos-sorted'];
  sort.mockResolvedValue({ ...plan, images: 0, labels: [], renamed: 0, stay: { inPlace: 7 } });
  await sortRun(runs, new SortLogs(memory), run);
  expect(inform).toHaveBeenCalledExactlyOnceWith(
    'There is nothing to sort. Are in their place already: 7.',
  );
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  { wrote: true, offered: ['Undo'], undone: [log] },
  { wrote: false, offered: [], undone: [] },
])(
  'a sorting that is cancelled offers to undo itself, and no earlier one: $wrote',
  async (each) => {
    let written = 1_000;
    const listing = [['sort-log.jsonl', FileType.File]];
    Object.assign(workspace.fs, { readDirectory: async () => listing });
    vi.spyOn(workspace.fs, 'stat').mockImplementation(
      async () => ({ type: FileType.File, mtime: written }) as FileStat,
    );
    choices = ['Move', 'photos-sorted'];
    warn.mockResolvedValue('Move' as never);
    inform.mockResolvedValueOnce('Undo' as never);
    sort.mockImplementation(async ({ dryRun }) => {
      if (dryRun) return plan;
      if (each.wrote) written = 2_000;
      throw new CancellationError();
    });
    await sortRun(runs, new SortLogs(memory), run);
    expect(inform.mock.calls[0]!.slice(1)).toEqual(each.offered);
    expect(undoSort.mock.calls.map(([undone]: unknown[]) => undone)).toEqual(each.undone);
    expect(kept[run] ?? []).toEqual(each.undone);
  },
);
