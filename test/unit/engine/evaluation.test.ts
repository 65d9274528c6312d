import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EvaluateRequest, Step } from '../../../server/src/engine';
import { MapMemory } from '../../fixtures/errorMemory';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf } from './fakeHosts';

const image = path.join(mkdtempSync(path.join(tmpdir(), 'images-')), 'image.png');
writeFileSync(image, 'any bytes');
const samples = [5, 500, 999].map((timestep) => ({ timestep, noiseRow: timestep }));
const request: EvaluateRequest = {
  image,
  labels: [{ label: 'cat', prompts: ['cat', 'frog'] }, 'dog'],
  model: makeModelFolder({ unconditional: 3 }),
  samples,
};

test('every row at every sample: prompt by prompt, label by label, then without a label', async () => {
  const steps: Step[] = [];
  const engine = engineOn('honest');
  const answer = await engine.evaluate(
    { ...request, unconditional: true },
    {
      onStep: (step) => steps.push(step),
    },
  );
  expect(answer).toMatchObject({
    model: 'weightless',
    provider: 'cpu',
    names: ['cat', 'dog'],
    rowsOfLabel: [2, 1],
    evaluations: 12,
    remembered: 0,
  });
  for (const rows of Object.values(answer.errors)) {
    expect(rows.map((row) => row.length)).toEqual([3, 3, 3, 3]);
    expect(new Set(rows.flat()).size).toBe(12);
  }
  expect(steps.at(-1)).toEqual({ name: 'evaluating', done: 12, total: 12 });
});

test('errors are shared with classifications, whichever comes first', async () => {
  const errors = new MapMemory();
  const first = await engineOn('honest', { errors }).evaluate(request);
  const again = await engineOn('honest', { errors }).evaluate({
    ...request,
    samples: [...samples, { timestep: 7, noiseRow: 7 }].toReversed(),
  });
  expect(again.remembered).toBe(9);
  expect(again.errors.l2.map((row) => row.slice(1).toReversed())).toEqual(first.errors.l2);
});

test('more rows than a batch holds are asked for batch by batch', async () => {
  const model = makeModelFolder({ batchEvaluations: 2 });
  const [one, other] = [
    await engineOn('honest').evaluate(request),
    await engineOn('honest').evaluate({ ...request, model }),
  ];
  expect(other.errors).toEqual(one.errors);
});

test('what a cancelled evaluation has computed is kept', async () => {
  const errors = new MapMemory();
  const stop = new AbortController();
  const model = makeModelFolder({ batchEvaluations: 2 });
  const failure = await failureOf(
    engineOn('slow', { errors }).evaluate(
      { ...request, model },
      { signal: stop.signal, onStep: () => stop.abort() },
    ),
  );
  expect(failure.code).toBe('cancelled');
  const kept = errors.size;
  expect(kept).toBeGreaterThan(0);
  const rest = await engineOn('honest', { errors }).evaluate({ ...request, model });
  expect(rest.remembered).toBeGreaterThanOrEqual(kept);
});
