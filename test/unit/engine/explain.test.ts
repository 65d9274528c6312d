import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Engine } from '../../../server/src/engine';
import type { ExplainRequest, ExplainResult } from '../../../server/src/protocol';
import { MapMemory } from '../../fixtures/errorMemory';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

const model = makeModelFolder();
const image = path.join(mkdtempSync(path.join(tmpdir(), 'images-')), 'image.png');
writeFileSync(image, 'any bytes');
const request: ExplainRequest = { image, labels: ['cat', 'dog'], model };

/** By an engine of its own, which ends with it. */
async function explain(
  changes: Partial<ExplainRequest> = {},
  engine: Engine = engineOn('honest'),
): Promise<ExplainResult> {
  try {
    return await engine.explain({ ...request, ...changes });
  } finally {
    engine.dispose();
  }
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function withoutTime({ seconds: _, ...result }: ExplainResult) {
  return result;
}

test('the differences are those of the errors of a classification, and the map has their mean', async () => {
  const engine = engineOn('honest');
  const result = await engine.explain(request);
  const { errors } = await engine.classify({
    image,
    labels: ['cat', 'dog'],
    model,
    options: { trace: true },
  });
  const expected = errors!.cat!.map((error, index) => errors!.dog![index]! - error!);
  expect(result.samples.map(({ difference }) => difference)).toEqual(expected);
  expect(result.difference).toBeCloseTo(mean(expected), 12);
  expect(result.errors[1] - result.errors[0]).toBeCloseTo(result.difference, 12);
  expect(mean(result.map.differences)).toBeCloseTo(result.difference, 12);
  expect(result).toMatchObject({
    image,
    model: 'weightless',
    labels: ['cat', 'dog'],
    loss: 'l2',
    band: [200, 800],
    map: { width: 2, height: 1 },
    size: { width: 40, height: 20 },
    region: { x: 10, y: 0, width: 20, height: 20 },
    evaluations: 80,
    provider: 'cpu',
  });
  expect(result).not.toHaveProperty('warnings');
});

test('the other way round every sign is the other', async () => {
  const one = await explain();
  const other = await explain({ labels: ['dog', 'cat'] });
  expect(other.difference).toBeCloseTo(-one.difference, 12);
  expect(other.map.differences[0]).toBeCloseTo(-one.map.differences[0]!, 12);
  expect(other.interval![0]).toBeCloseTo(-one.interval![1], 12);
});

test('the curve holds each sample once, by timestep', async () => {
  const { curve, samples, difference } = await explain({ options: { samples: 100 } });
  expect(curve.reduce((sum, point) => sum + point.samples, 0)).toBe(100);
  const weighted = curve.reduce((sum, point) => sum + point.samples * point.difference, 0);
  expect(weighted / 100).toBeCloseTo(difference, 12);
  const timesteps = curve.flatMap(({ from, to }) => [from, to]);
  expect(timesteps).toEqual([...timesteps].sort((a, b) => a - b));
  expect(new Set(samples.map(({ timestep }) => timestep)).size).toBe(100);
});

test('progress comes batch by batch', async () => {
  const seen: number[] = [];
  await engineOn('honest').explain(request, {
    onStep: ({ name, done, total }) => {
      if (name === 'evaluating') seen.push(done / total);
    },
  });
  expect(seen.length).toBeGreaterThan(3);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test.each(['crashesOnce', 'answersGarbageOnce', 'forgetsImages', 'fitsFour'])(
  'the answer is the same on hosts that are %s',
  async (host) => {
    const expected = withoutTime(await explain());
    const actual = withoutTime(await explain({}, engineOn(host)));
    expect(actual.samples).toEqual(expected.samples);
    expect(actual.map.differences[0]).toBeCloseTo(expected.map.differences[0]!, 12);
  },
);

test('a map of other cells than it may have, or says it has, is taken from no host', async () => {
  const failure = await failureOf(explain({}, engineOn('garblesMaps')));
  expect(failure.code).toBe('host-failed');
  expect(failure.message).toMatch(/map/);
});

test('its errors are remembered: a classification afterwards computes none', async () => {
  const errors = new MapMemory();
  const first = await explain({}, engineOn('honest', { errors }));
  const engine = engineOn('honest', { errors });
  const asked = { image, labels: ['cat', 'dog'], model };
  expect(await engine.classify(asked)).toMatchObject({ evaluations: 80, remembered: 80 });
  expect(starts()).toBe(0);
  expect(withoutTime(await explain({}, engineOn('honest', { errors })))).toEqual(
    withoutTime(first),
  );
});

test('errors that are remembered keep their digits, whatever a host answers now', async () => {
  const errors = new MapMemory();
  const asked = { image, labels: ['cat', 'dog'], model, options: { samples: 20, trace: true } };
  const before = await engineOn('honest', { errors }).classify(asked);
  const { samples } = await explain({}, engineOn('drifts', { errors }));
  const expected = before.errors!.cat!.map((error, i) => before.errors!.dog![i]! - error!);
  expect(samples.slice(0, 20).map(({ difference }) => difference)).toEqual(expected);
  const after = await engineOn('honest', { errors }).classify(asked);
  expect(after.errors).toEqual(before.errors);
});

test('cancelled, it ends at once, and what was computed is remembered', async () => {
  const errors = new MapMemory();
  const stop = new AbortController();
  const explaining = engineOn('slow', { errors }).explain(request, {
    signal: stop.signal,
    onStep: ({ done }) => done > 30 && stop.abort(),
  });
  expect((await failureOf(explaining)).code).toBe('cancelled');
  const again = engineOn('honest', { errors });
  const { remembered } = await again.classify({ image, labels: ['cat', 'dog'], model });
  expect(remembered).toBeGreaterThan(30);
});

test.each([
  [['cat'], 'labels-invalid', /Two labels are compared.*but 1 was given/],
  [['cat', 'dog', 'frog'], 'labels-invalid', /but 3 were given/],
  [['cat', 'cat'], 'labels-invalid', /"cat" is listed twice/],
  [['cat', 'kitty'], 'labels-invalid', /"cat" and "kitty" mean the same/],
  [['cat', 'elephant'], 'label-unknown', /"elephant"/],
])('labels %j are refused as %s', async (labels, code, words) => {
  const failure = await failureOf(explain({ labels }));
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(words);
  expect(starts()).toBe(0);
});

test('more samples than an answer can hold are refused', async () => {
  const failure = await failureOf(explain({ options: { samples: 100_001 } }));
  expect(failure.message).toMatch(/"samples" is 100,001.*at most 100,000/);
});

test('a label of several prompts has the mean of their errors', async () => {
  const both = { label: 'animal', prompts: ['cat', 'dog'] };
  const result = await explain({ labels: [both, 'frog'] });
  const [cat, dog] = [
    await explain({ labels: ['cat', 'frog'] }),
    await explain({ labels: ['dog', 'frog'] }),
  ];
  expect(result.errors[0]).toBeCloseTo((cat.errors[0] + dog.errors[0]) / 2, 12);
  expect(result.evaluations).toBe(120);
  expect(mean(result.map.differences)).toBeCloseTo(result.difference, 12);
});
