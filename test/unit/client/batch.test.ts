import { expect, test, vi } from 'vitest';
import { type LogOutputChannel, Uri } from 'vscode';
import type { Classifier } from '../../../client/src/classifier';
import { type BatchOutcome, classifyBatch } from '../../../client/src/classify/batch';
import { detailText, summaryText } from '../../../client/src/classify/outcomeText';
import { ClassificationFailure } from '../../../client/src/failure';
import type { ClassifyResult } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));

const log = { error: () => {} } as unknown as LogOutputChannel;
const hostFailed = { model: 'everyday-32', cause: 'SIGKILL' };

function result(image: Uri): ClassifyResult {
  const label = { label: 'cat', probability: 0.9, error: 0.02, samples: 8, margin: 0 };
  return {
    image: image.toString(),
    model: 'everyday-32',
    predicted: 'cat',
    labels: [label],
    calibrated: true,
    evaluations: 8,
    seconds: 0.1,
  };
}

/** Classifies as many images as there are codes; each fails with its code, '' does not fail. */
async function batch(codes: readonly string[]) {
  const images = codes.map((_, index) => Uri.parse(`file:///${index}.jpg`));
  const classify = vi.fn(async (image: Uri) => {
    const code = codes[images.indexOf(image)];
    if (code) throw new ClassificationFailure(code, 'The sentence.', hostFailed);
    return result(image);
  });
  const classifier = { classify } as unknown as Classifier;
  const outcome = await classifyBatch(classifier, images, { labels: ['cat', 'dog'] }, log);
  return { outcome, classify };
}

function counts({ results, failed, notTried }: BatchOutcome): number[] {
  return [results.length, failed.length, notTried.length];
}

test('a host that fails on every image does not go through all of them', async () => {
  const { outcome, classify } = await batch(Array.from({ length: 500 }, () => 'host-failed'));
  expect(classify).toHaveBeenCalledTimes(2);
  expect(counts(outcome)).toEqual([0, 2, 498]);
  expect(summaryText(outcome)).toContain('not tried after 2 such failures in a row: 498.');
  expect(detailText(outcome)).toContain('2.jpg: not tried');
});

test('a host that fails on some images costs these', async () => {
  const { outcome } = await batch(['', 'host-failed', '', 'host-failed', 'image-not-found', '']);
  expect(counts(outcome)).toEqual([3, 3, 0]);
});

test('a failure of the request is not asked for twice', async () => {
  const { outcome } = await batch(['', 'model-invalid', '']);
  expect(counts(outcome)).toEqual([1, 1, 1]);
});

test('a reason that several images share is said once', async () => {
  const { outcome } = await batch(['image-not-found', 'image-not-found', '']);
  expect(summaryText(outcome)).toContain('0.jpg, 1.jpg: The file does not exist');
});

test('one image is waited for, several are background work', async () => {
  for (const [codes, priority] of [
    [[''], 'interactive'],
    [['', ''], 'background'],
  ] as const) {
    const { classify } = await batch(codes);
    const control = expect.objectContaining({ priority });
    expect(classify).toHaveBeenLastCalledWith(expect.anything(), ['cat', 'dog'], control);
  }
});

test('templates of a label set that a model refuses are said to be of the set', async () => {
  const details = { model: 'everyday-32', option: 'templates' };
  const classify = vi.fn(async () => {
    throw new ClassificationFailure('options-invalid', 'The sentence.', details);
  });
  const set = { name: 'Weather', labels: ['cat', 'dog'], templates: ['a photo of {}'] };
  const images = [Uri.parse('file:///0.jpg')];
  const said = async (labels: typeof set | { labels: string[] }) =>
    summaryText(await classifyBatch({ classify } as unknown as Classifier, images, labels, log));
  expect(await said(set)).toContain('the label set "Weather" has templates');
  expect(await said({ labels: set.labels })).toContain('"diffusionClassifier.templates"');
});
