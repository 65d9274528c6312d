import { beforeEach, expect, test, vi } from 'vitest';
import { Uri, window } from 'vscode';
import { type ClassifyParts, classifyFiles } from '../../../client/src/classify/classifyFiles';
import { ClassificationFailure } from '../../../client/src/failure';
import type { LabelSet } from '../../../client/src/labelSets';
import { settings } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const last: LabelSet = { labels: ['cat', { label: 'dog', prompts: ['a dog'] }] };
const asked: LabelSet = { labels: ['sun', 'rain'], templates: ['a photo of {}'] };
const [a, b] = ['/a', '/b'].map((path) => Uri.parse(`file://${path}`)) as [Uri, Uri];

/** Fakes of everything that takes part; `failures` are those of the runs, in order. */
function setUp(failures: (ClassificationFailure | undefined)[] = []) {
  const labels = {
    last: vi.fn(async (): Promise<LabelSet | undefined> => last),
    ask: vi.fn(async () => asked),
    askOthers: vi.fn(async () => asked),
    remember: vi.fn(async () => {}),
  };
  const runs = {
    start: vi.fn(async ({ folder }: { folder: string }) => {
      const failure = failures.shift();
      if (failure) throw failure;
      return `run of ${folder}`;
    }),
  };
  const panels = { showRun: vi.fn(), showImage: vi.fn() };
  const log = { error: vi.fn() };
  const parts = { labels, runs, panels, log } as unknown as ClassifyParts;
  return { parts, labels, runs, panels };
}

beforeEach(() => {
  vi.restoreAllMocks();
  settings.clear();
  for (const limit of ['megabytes', 'megapixels', 'seconds']) {
    settings.set(`diffusionClassifier.limits.${limit}`, 256);
  }
});

test('folders are runs by the labels used last, each shown', async () => {
  const { parts, runs, panels, labels } = setUp();
  await classifyFiles(parts, { images: [], folders: [a, b] });
  expect(runs.start.mock.calls).toEqual([
    [expect.objectContaining({ folder: 'file:///a', labels: last.labels })],
    [expect.objectContaining({ folder: 'file:///b', labels: last.labels })],
  ]);
  expect(panels.showRun.mock.calls).toEqual([['run of file:///a'], ['run of file:///b']]);
  expect(labels.ask).not.toHaveBeenCalled();
  expect(labels.remember).toHaveBeenCalledWith(last);
});

test('templates of a label set go before those of the settings', async () => {
  const { parts, runs } = setUp();
  settings.set('diffusionClassifier.templates', ['a drawing of {}']);
  await classifyFiles(parts, { images: [], folders: [a] }, { isAsked: true });
  expect(runs.start.mock.calls[0]?.[0]).toMatchObject({
    labels: asked.labels,
    options: { templates: ['a photo of {}'] },
  });
});

test('without labels used before they are asked for, and nothing is done without an answer', async () => {
  const { parts, labels, runs } = setUp();
  labels.last.mockResolvedValue(undefined);
  labels.ask.mockResolvedValueOnce(undefined as never);
  await classifyFiles(parts, { images: [], folders: [a] });
  expect(labels.ask).toHaveBeenCalledWith('Classify a', [a]);
  expect(runs.start).not.toHaveBeenCalled();
  await classifyFiles(parts, { images: [], folders: [a] });
  expect(runs.start).toHaveBeenCalledTimes(1);
});

test('one folder that cannot be read does not keep the others', async () => {
  const said = vi.spyOn(window, 'showErrorMessage');
  const failure = new ClassificationFailure('folder-not-readable', 'It has no images.');
  const { parts, panels } = setUp([failure]);
  await classifyFiles(parts, { images: [], folders: [a, b] });
  expect(panels.showRun.mock.calls).toEqual([['run of file:///b']]);
  await vi.waitFor(() => expect(said).toHaveBeenCalledTimes(1));
  expect(said.mock.calls[0]?.[0]).toContain('Could not classify a: ');
});

test('labels that are refused are not remembered, asked for again, and said once', async () => {
  const refusal = () => new ClassificationFailure('label-unknown', 'It does not know "dog".');
  const said = vi
    .spyOn(window, 'showErrorMessage')
    .mockResolvedValueOnce('Change Labels...' as never);
  const { parts, labels, runs } = setUp([refusal()]);
  await classifyFiles(parts, { images: [], folders: [a, b] });
  await vi.waitFor(() => expect(runs.start).toHaveBeenCalledTimes(3));
  expect(said).toHaveBeenCalledTimes(1);
  expect(labels.askOthers).toHaveBeenCalledWith('Classify 2 folders', last, [a, b]);
  expect(labels.remember.mock.calls.flat()).toEqual([asked, asked]);
});
