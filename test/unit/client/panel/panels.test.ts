import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventEmitter, Uri, type WebviewPanel, window } from 'vscode';
import { ClassificationFailure } from '../../../../client/src/failure';
import type { ClientStatus } from '../../../../client/src/languageClient';
import type { PanelState, ToExtension, ToPanel } from '../../../../client/src/panel/messages';
import { type PanelSources, Panels } from '../../../../client/src/panel/panels';
import type { RunView } from '../../../../client/src/runs';
import type { RunProgress, RunSummary } from '../../../../server/src/protocol';

vi.mock('vscode', () => import('../vscode'));

const run = '0123456789abcdef';
const summary: RunSummary = {
  ...{ run, folder: '/pictures/pets', labels: ['cat', 'dog'], model: 'everyday-32' },
  ...{ state: 'done', counts: { total: 2, done: 2, failed: 0, unchanged: 0 }, isListed: true },
  ...{ groundTruth: 'none', evaluations: 40, remembered: 0, seconds: 1 },
  began: '2026-11-23T08:00:00.000Z',
};
const counts = { accepted: 1, corrected: 0, skipped: 0 };

/** What VS Code gives for a tab, and what of it a test sees and does. */
class FakePanel {
  readonly messages = new EventEmitter<unknown>();
  readonly viewState = new EventEmitter<void>();
  readonly disposal = new EventEmitter<void>();
  readonly posted: ToPanel[] = [];
  readonly revealed: boolean[] = [];
  readonly pages: string[] = [];
  visible = true;
  isDisposed = false;
  title = '';
  iconPath: unknown;
  readonly onDidChangeViewState = this.viewState.event;
  readonly onDidDispose = this.disposal.event;
  readonly webview;

  constructor() {
    const { posted, pages, messages } = this;
    this.webview = {
      cspSource: 'https://resource',
      options: {} as { localResourceRoots?: Uri[] },
      set html(html: string) {
        pages.push(html);
      },
      asWebviewUri: (uri: Uri) => `https://resource${uri.path}`,
      onDidReceiveMessage: messages.event,
      postMessage: async (message: ToPanel) => posted.push(message),
    };
  }

  reveal(_column: unknown, preserveFocus: boolean): void {
    this.revealed.push(preserveFocus);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.disposal.fire();
  }

  async hear(message: ToExtension): Promise<void> {
    this.messages.fire(message);
    await settled();
  }

  show(visible: boolean): void {
    this.visible = visible;
    this.viewState.fire();
  }

  get roots(): string[] {
    return (this.webview.options.localResourceRoots ?? []).map(({ path }) => path);
  }

  /** The newest that the page was told. */
  get state(): PanelState | undefined {
    const states = this.posted.flatMap((message) =>
      message.kind === 'state' ? message.state : [],
    );
    return states.at(-1);
  }

  count(kind: ToPanel['kind']): number {
    return this.posted.filter((message) => message.kind === kind).length;
  }
}

class FakeRuns {
  readonly changed = new EventEmitter<void>();
  readonly progressed = new EventEmitter<RunProgress>();
  readonly onDidChange = this.changed.event;
  readonly onDidProgress = this.progressed.event;
  readonly known = new Map<string, RunView>([[run, { summary, isOurs: false }]]);
  readonly get = (id: string) => this.known.get(id);
  readonly refresh = vi.fn(async () => {});
  readonly reviews = vi.fn(async () => counts);
  readonly review = vi.fn(async () => ({ ...counts, accepted: 2 }));
  readonly rows = vi.fn(async () => ({ rows: [], total: 0 }));
  readonly readAhead = vi.fn();

  set(view: RunView): void {
    this.known.set(run, view);
    this.changed.fire();
  }
}

async function settled(): Promise<void> {
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(0);
}

const made: FakePanel[] = [];
let runs: FakeRuns;
let status: EventEmitter<ClientStatus>;
let panels: Panels;
const log = { warn: vi.fn(), error: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  runs = new FakeRuns();
  status = new EventEmitter();
  const server = { onDidChangeStatus: status.event };
  const sources = { server, runs, log, classifier: {} } as unknown as PanelSources;
  panels = new Panels({ extensionUri: Uri.file('/extension') }, sources);
  window.createWebviewPanel = () => {
    const panel = new FakePanel();
    made.push(panel);
    return panel as unknown as WebviewPanel;
  };
});

afterEach(() => {
  panels.dispose();
  made.length = 0;
  vi.resetAllMocks();
  vi.useRealTimers();
});

async function openRun(): Promise<FakePanel> {
  panels.showRun(run);
  await vi.advanceTimersByTimeAsync(0);
  const panel = made.at(-1)!;
  await panel.hear({ kind: 'ready' });
  return panel;
}

test('a run is shown in a tab of its own, which loads from its folder and ours alone', async () => {
  const panel = await openRun();
  expect(panel.title).toBe('pets');
  expect(panel.roots).toEqual(['/extension/dist/webview', '/extension/media', '/pictures/pets']);
  expect(panel.pages).toHaveLength(1);
  expect(panel.state).toEqual({
    kind: 'run',
    run: summary,
    reviews: counts,
    imageBase: 'https://resource/pictures/pets',
  });
});

test('a run that is shown already comes to the front', async () => {
  const panel = await openRun();
  panels.showRun(run, { preserveFocus: true });
  panels.showRun(run);
  expect(made).toHaveLength(1);
  expect(panel.revealed.slice(-2)).toEqual([true, false]);
  expect(panel.count('focus')).toBe(1);
});

test('a tab that was closed is made anew', async () => {
  const panel = await openRun();
  panel.dispose();
  await openRun();
  expect(made).toHaveLength(2);
});

test('an image is shown once; under other labels it is another answer', async () => {
  const image = Uri.file('/pictures/cat.jpg');
  panels.showImage(image, ['cat', 'dog']);
  panels.showImage(image, ['cat', 'dog'], 'explain');
  expect(made).toHaveLength(1);
  await made[0]!.hear({ kind: 'ready' });
  expect(made[0]!.roots).toContain('/pictures');
  expect(made[0]!.posted).toContainEqual({ kind: 'focus', part: 'explanation' });
  panels.showImage(image, ['cat', { label: 'bird', prompts: ['a bird'] }]);
  expect(made.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
  await made[1]!.hear({ kind: 'ready' });
  expect(made[1]!.state).toMatchObject({
    kind: 'image',
    image: { name: 'cat.jpg', source: 'https://resource/pictures/cat.jpg' },
    labels: ['cat', 'bird'],
  });
});

test('what a browser cannot show is not given to it', async () => {
  panels.showImage(Uri.file('/pictures/scan.TIFF'), ['cat', 'dog']);
  await made[0]!.hear({ kind: 'ready' });
  expect(made[0]!.state).toEqual({
    kind: 'image',
    image: { uri: 'file:///pictures/scan.TIFF', name: 'scan.TIFF' },
    labels: ['cat', 'dog'],
  });
});

test('rows are said to change once a second at most, and the state four times', async () => {
  const panel = await openRun();
  panel.posted.length = 0;
  for (let done = 1; done <= 100; done++) {
    const figures = { ...summary.counts, total: 100, done };
    runs.set({ summary: { ...summary, state: 'running', counts: figures }, isOurs: true });
    await vi.advanceTimersByTimeAsync(50);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(panel.count('rowsChanged')).toBeGreaterThanOrEqual(5);
  expect(panel.count('rowsChanged')).toBeLessThanOrEqual(7);
  expect(panel.count('state')).toBeLessThanOrEqual(22);
  expect(panel.state).toMatchObject({ run: { counts: { done: 100 } } });
});

test('a change of another run is nothing to the page', async () => {
  const panel = await openRun();
  await vi.advanceTimersByTimeAsync(2_000);
  panel.posted.length = 0;
  runs.changed.fire();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(panel.posted).toEqual([]);
});

test('a page that comes back is told all, and nothing meanwhile', async () => {
  const panel = await openRun();
  panel.show(false);
  panel.posted.length = 0;
  runs.set({ summary: { ...summary, state: 'paused' }, isOurs: false });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(panel.posted).toEqual([]);
  panel.show(true);
  await panel.hear({ kind: 'ready' });
  expect(panel.state).toMatchObject({ run: { state: 'paused' } });
});

test('a page is not loaded anew when its tab gets the focus', async () => {
  const panel = await openRun();
  panel.show(true);
  runs.set({ summary: { ...summary, state: 'paused' }, isOurs: false });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(panel.state).toMatchObject({ run: { state: 'paused' } });
});

test('reviews are counted in the state', async () => {
  const panel = await openRun();
  const params = { reviews: [{ image: 'a.jpg', label: 'cat' }] };
  await panel.hear({ kind: 'request', id: 1, method: 'review', params });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs.review).toHaveBeenCalledWith(run, params.reviews);
  expect(panel.state).toMatchObject({ reviews: { accepted: 2 } });
});

test('reviews are kept in the order in which they were given, also once their tab is closed', async () => {
  let keepFirst: (() => void) | undefined;
  runs.review.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        keepFirst = () => resolve({ ...counts, accepted: 2 });
      }),
  );
  const panel = await openRun();
  const [first, second] = ['cat', 'dog'].map((label) => [{ image: 'a.png', label }]);
  for (const [id, reviews] of [first!, second!].entries()) {
    panel.messages.fire({ kind: 'request', id, method: 'review', params: { reviews } });
  }
  await settled();
  expect(runs.review.mock.calls).toEqual([[run, first]]);
  panel.dispose();
  keepFirst?.();
  await settled();
  expect(runs.review.mock.calls).toEqual([
    [run, first],
    [run, second],
  ]);
});

test('a file of a run that was removed is none of any other folder', async () => {
  const panel = await openRun();
  runs.known.clear();
  const params = { image: 'cat.png', size: 64 };
  await panel.hear({ kind: 'request', id: 1, method: 'thumbnail', params });
  expect(panel.posted.at(-1)).toMatchObject({ kind: 'failure', id: 1, code: 'run-not-found' });
});

test('a server that died is said to, and rows are asked for anew once it is back', async () => {
  const panel = await openRun();
  const message = 'It stopped unexpectedly and is being restarted.';
  status.fire({ health: 'warning', quiescent: false, stopped: 'replaced', message });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(panel.state).toMatchObject({ trouble: { message, canRestart: false } });
  panel.posted.length = 0;
  status.fire({ health: 'ok', quiescent: true });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(panel.state).not.toHaveProperty('trouble');
  expect(panel.count('rowsChanged')).toBe(1);
});

test('a server that was given up can be restarted by the page', async () => {
  const panel = await openRun();
  const message = 'It stopped 5 times within three minutes.';
  status.fire({ health: 'error', quiescent: true, stopped: 'givenUp', message });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(panel.state).toMatchObject({ trouble: { message, canRestart: true } });
});

test('what keeps a run from going on is said in words', async () => {
  const panel = await openRun();
  const trouble = new ClassificationFailure('run-in-progress', 'Run 1 is going on elsewhere.');
  runs.set({ summary, isOurs: false, trouble });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(panel.state).toMatchObject({
    trouble: { message: expect.stringContaining('in another window'), canRestart: false },
  });
});

test('a panel comes back after a reload, by what its page has kept', async () => {
  runs.known.clear();
  runs.refresh.mockImplementation(async () => runs.set({ summary, isOurs: false }));
  const panel = new FakePanel();
  panels.restore(panel as unknown as WebviewPanel, { subject: { run }, filters: {} });
  await vi.advanceTimersByTimeAsync(0);
  await panel.hear({ kind: 'ready' });
  expect(panel.state).toMatchObject({ kind: 'run', run: { run } });
  expect(panel.roots).toContain('/pictures/pets');
});

test('a run that is gone is said to be', async () => {
  runs.known.clear();
  const panel = new FakePanel();
  panels.restore(panel as unknown as WebviewPanel, { subject: { run } });
  await vi.advanceTimersByTimeAsync(0);
  await panel.hear({ kind: 'ready' });
  expect(panel.state).toMatchObject({
    kind: 'nothing',
    trouble: { message: expect.stringContaining('it was removed'), canRestart: false },
  });
  expect(panel.roots).toEqual(['/extension/dist/webview', '/extension/media']);
});

test('a run that could not be asked for is shown once there is a server', async () => {
  runs.known.clear();
  const reason = 'It could not be started; see the log.';
  runs.refresh.mockRejectedValueOnce(new ClassificationFailure('server-stopped', reason));
  const panel = new FakePanel();
  panels.restore(panel as unknown as WebviewPanel, { subject: { run } });
  await vi.advanceTimersByTimeAsync(0);
  await panel.hear({ kind: 'ready' });
  expect(panel.state).toMatchObject({
    kind: 'nothing',
    trouble: { message: expect.stringContaining(reason), canRestart: true },
  });

  runs.refresh.mockImplementation(async () => runs.set({ summary, isOurs: false }));
  status.fire({ health: 'error', quiescent: true, stopped: 'givenUp', message: reason });
  status.fire({ health: 'ok', quiescent: true });
  await vi.advanceTimersByTimeAsync(1_000);
  await panel.hear({ kind: 'ready' });
  expect(panel.state).toMatchObject({ kind: 'run' });
});

test.each([undefined, {}, { subject: { run: '../../etc' } }, { subject: { image: 'file:///a' } }])(
  'a page that has kept nothing of use is closed: %j',
  (state) => {
    const panel = new FakePanel();
    panels.restore(panel as unknown as WebviewPanel, state);
    expect(panel.isDisposed).toBe(true);
    expect(log.warn).toHaveBeenCalledOnce();
  },
);

test('a page that does not load is noted', async () => {
  panels.showRun(run);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('did not load'));
});

test('a page that is hidden in time is not', async () => {
  panels.showRun(run);
  await vi.advanceTimersByTimeAsync(1_000);
  made[0]!.show(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log.error).not.toHaveBeenCalled();
});

test('the server reads the rows of a run while its page is loading', async () => {
  await openRun();
  expect(runs.readAhead).toHaveBeenCalledWith(run);
});

test('a message that no page of ours sends is noted and does nothing', async () => {
  const panel = await openRun();
  runs.rows.mockClear();
  panel.messages.fire({ kind: 'request', id: 1, method: 'rows', params: { run: 'another' } });
  await settled();
  expect(log.warn).toHaveBeenCalledOnce();
  expect(runs.rows).not.toHaveBeenCalled();
});

test.each(['../secret.jpg', '/etc/passwd', '', 'a/../../b.jpg', '..'])(
  'a page gets no file outside of its folder: %s',
  async (image) => {
    const panel = await openRun();
    await panel.hear({ kind: 'request', id: 1, method: 'thumbnail', params: { image, size: 64 } });
    await panel.hear({
      ...{ kind: 'request', id: 2, method: 'act' },
      params: { action: 'openImage', image },
    });
    const refused = panel.posted.filter(({ kind }) => kind === 'failure');
    expect(refused).toHaveLength(image === '' ? 0 : 2);
    for (const each of refused) expect(each).toMatchObject({ code: 'options-invalid' });
  },
);

test('nothing reaches a tab that is closed', async () => {
  const panel = await openRun();
  panel.dispose();
  panel.posted.length = 0;
  runs.set({ summary: { ...summary, state: 'running' }, isOurs: true });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(panel.posted).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
