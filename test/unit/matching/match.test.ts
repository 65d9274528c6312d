import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Engine, EvaluateRequest } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import { match } from '../../../server/src/matching';
import type { MatchProgress, MatchRequest } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';

const model = makeModelFolder();

/** A file of groups whose images are named so. */
function fileOf(...groups: { images: string[]; captions: string[]; tag?: string }[]): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'match-')), 'groups.jsonl');
  writeFileSync(file, groups.map((group) => JSON.stringify(group)).join('\n'));
  return file;
}

/** An engine whose errors are what `errorOf` says, at every sample. */
function engineOf(
  errorOf: (image: string, label: string | undefined) => number,
  asked: EvaluateRequest[] = [],
): Pick<Engine, 'evaluate'> {
  return {
    evaluate: async (request, { onStep } = {}) => {
      asked.push(request);
      const names = request.labels.map((one) => (typeof one === 'string' ? one : one.label));
      const labels = [...names, ...(request.unconditional ? [undefined] : [])];
      const image = path.basename(request.image);
      const rows = labels.map((label) => request.samples.map(() => errorOf(image, label)));
      const total = rows.length * request.samples.length;
      onStep?.({ name: 'encoding', done: 1, total: 2 });
      onStep?.({ name: 'evaluating', done: total, total });
      return {
        names,
        rowsOfLabel: names.map(() => 1),
        errors: { l2: rows, l1: rows.map((row) => row.map((e) => -e)), huber: rows },
        evaluations: total,
        remembered: 1,
        warnings: [{ code: 'prompt-cut', message: `${names[0]} is long`, details: {} }],
        model: 'weightless',
        provider: 'cpu',
        seconds: 0.1,
      };
    },
  };
}

/** Right wherever the names agree; images named with a digit have so much more error. */
function fitting(image: string, label: string | undefined): number {
  const bias = Number(/\d/.exec(image)?.[0] ?? 0);
  return bias + (label !== undefined && image.startsWith(label) ? 0 : 1);
}

async function matched(
  source: string,
  engine: Pick<Engine, 'evaluate'>,
  options: MatchRequest['options'] = {},
) {
  return (await match(engine, { source, model, options: { samples: 3, ...options } }, {})).report;
}

test('scores by tag, with intervals and what guessing gets; the cost and every warning once', async () => {
  const source = fileOf(
    { images: ['cat.png', 'dog.png'], captions: ['cat', 'dog'], tag: 'easy' },
    { images: ['cat.png', 'dog3.png'], captions: ['cat', 'dog'], tag: 'hard' },
    { images: ['frog.png'], captions: ['cat', 'frog', 'dog'], tag: 'hard' },
  );
  const report = await matched(source, engineOf(fitting));
  expect(report).toMatchObject({
    source,
    model: 'weightless',
    provider: 'cpu',
    loss: 'l2',
    sampleSet: 'product',
    samples: 3,
    references: null,
    evaluations: 3 * (4 + 4 + 3),
    remembered: 5,
    failures: [],
  });
  expect(report.groups.map(({ correct }) => correct)).toEqual([
    { text: true, image: true, group: true },
    { text: true, image: false, group: false },
    { text: false, image: null, group: null },
  ]);
  expect(report.groups[1]!.errors).toEqual([
    [0, 1],
    [4, 3],
  ]);
  expect(report.scores.map(({ tag, groups }) => [tag, groups])).toEqual([
    [null, 3],
    ['hard', 2],
    ['easy', 1],
  ]);
  const [all, hard] = report.scores;
  expect(all!.scores.text).toMatchObject({ share: 2 / 3, count: 2, of: 3 });
  expect(all!.scores.image).toMatchObject({ share: 1 / 2, count: 1, of: 2, chance: 1 / 4 });
  expect(hard!.scores.text!.chance).toBeCloseTo((1 / 4 + 1 / 3) / 2, 12);
  const [low, high] = all!.scores.group!.interval;
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThan(1);
  expect(report.warnings.map(({ message }) => message)).toEqual(['cat is long']);
});

test('every caption is asked word by word, at the same samples for every pair', async () => {
  const asked: EvaluateRequest[] = [];
  const source = fileOf({ images: ['cat.png', 'dog.png'], captions: ['cat', 'dog'] });
  const options = { seed: 5, preprocessing: 'official', sampleSet: 'official' } as const;
  await matched(source, engineOf(fitting, asked), { ...options, samples: 2 });
  expect(asked.map(({ labels }) => labels)).toEqual(
    Array(2).fill([
      { label: 'cat', prompts: ['cat'] },
      { label: 'dog', prompts: ['dog'] },
    ]),
  );
  expect(asked.map(({ samples }) => samples)).toEqual(
    Array(2).fill([
      { timestep: 250, noiseRow: 0 },
      { timestep: 750, noiseRow: 1 },
    ]),
  );
  expect(asked[0]!.options).toEqual(options);
});

test('normalised: images that are hard under every caption are put right by references', async () => {
  const source = fileOf(
    { images: ['cat.png', 'dog3.png'], captions: ['cat', 'dog'] },
    { images: ['frog.png', 'bird.png'], captions: ['frog', 'bird'] },
    { images: ['deer.png', 'horse.png'], captions: ['deer', 'horse'] },
  );
  const asked: EvaluateRequest[] = [];
  const report = await matched(source, engineOf(fitting, asked), { references: 2 });
  expect(asked[0]!.labels).toHaveLength(4);
  expect(asked[0]!.labels.slice(2)).toEqual(asked[1]!.labels.slice(2));
  for (const { labels } of asked) {
    expect(new Set(labels.map((one) => JSON.stringify(one))).size).toBe(labels.length);
  }
  expect(report.groups[0]).toMatchObject({
    correct: { image: false, normalizedImage: true, normalizedGroup: true },
    normalizedErrors: [
      [-1, 0],
      [0, -1],
    ],
  });
  expect(report.scores[0]!.scores.normalizedGroup!.chance).toBeNull();
  expect(report.scores[0]!.scores.normalizedImage!.chance).toBe(1 / 4);
});

test('normalised by the error without a caption', async () => {
  const source = fileOf({ images: ['cat.png', 'dog3.png'], captions: ['cat', 'dog'] });
  const unconditional = makeModelFolder({ unconditional: 3 });
  const { report } = await match(
    engineOf(fitting),
    { source, model: unconditional, options: { samples: 1, references: 'unconditional' } },
    {},
  );
  expect(report.groups[0]!.correct).toMatchObject({ image: false, normalizedImage: true });
  await expect(matched(source, engineOf(fitting), { references: 'unconditional' })).rejects.toThrow(
    /model weightless.*give a number of captions/,
  );
});

test('a file with no other captions has nothing to normalise by', async () => {
  const source = fileOf({ images: ['cat.png', 'dog.png'], captions: ['cat', 'dog'] });
  const report = await matched(source, engineOf(fitting), { references: 3 });
  expect(report.groups[0]!.correct).toEqual({ text: true, image: true, group: true });
});

test('another loss', async () => {
  const source = fileOf({ images: ['cat.png', 'dog.png'], captions: ['cat', 'dog'] });
  const report = await matched(source, engineOf(fitting), { loss: 'l1' });
  expect(report.groups[0]!.correct.text).toBe(false);
});

test('what is wrong with one group is told of it alone, also on the way', async () => {
  const source = fileOf(
    { images: ['none.png'], captions: ['cat', 'dog'] },
    { images: ['cat.png'], captions: ['cat', 'dog'] },
    { images: ['cat.png'], captions: ['zebra', 'dog'] },
  );
  const engine = engineOf((image, label) => {
    if (image === 'none.png') throw new Failure('image-not-found', 'There is no such image.');
    if (label === 'zebra') throw new Failure('label-unknown', 'There is no such label.');
    return fitting(image, label);
  });
  const told: MatchProgress[] = [];
  const shares: number[] = [];
  const { report, isCancelled } = await match(
    engine,
    { source, model },
    { onGroup: (progress) => told.push(progress), onShare: (done) => shares.push(done) },
  );
  expect(isCancelled).toBe(false);
  expect(report.failures.map(({ id, failure }) => [id, failure.code])).toEqual([
    ['1', 'image-not-found'],
    ['3', 'label-unknown'],
  ]);
  expect(report.groups.map(({ id }) => id)).toEqual(['2']);
  expect(told.map(({ done, total, group }) => [done, total, group.id])).toEqual([
    [1, 3, '1'],
    [2, 3, '2'],
    [3, 3, '3'],
  ]);
  expect(shares).toEqual([2]);
});

test('what every group would meet ends it; cancelled, what was done is reported', async () => {
  const source = fileOf(
    { images: ['cat.png'], captions: ['cat', 'dog'] },
    { images: ['dog.png'], captions: ['cat', 'dog'] },
  );
  const failing = (code: 'host-failed' | 'cancelled') =>
    engineOf((image, label) => {
      if (image === 'dog.png') throw new Failure(code, 'It ended.');
      return fitting(image, label);
    });
  await expect(matched(source, failing('host-failed'))).rejects.toThrow('It ended.');
  const cancelled = await match(failing('cancelled'), { source, model }, {});
  expect(cancelled).toMatchObject({ isCancelled: true, total: 2 });
  expect(cancelled.report.groups.map(({ id }) => id)).toEqual(['1']);
});
