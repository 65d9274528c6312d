import path from 'node:path';
import { expect, test } from 'vitest';
import type { Step } from '../../../server/src/engine';
import { engineOn } from './fakeHosts';

/** Never loaded here: the fake hosts have no denoiser. */
const model = path.resolve(__dirname, '../../fixtures/tiny-sd1');
const options = { samples: 4, elimination: 'none' as const };
const image = '/any.png';

test('any words are labels, and what the host reads of them is the same every time', async () => {
  const request = { image, labels: ['a red bicycle', 'two cats', '雪'], model, options };
  const { seconds: _, ...first } = await engineOn('honest').classify(request);
  const { seconds: __, ...again } = await engineOn('honest').classify(request);
  expect(first).toEqual(again);
  expect(first).toMatchObject({ model: 'tiny-sd1', calibrated: false, evaluations: 12 });
});

test('a prompt that is too long is said with where it is cut, and the others are not', async () => {
  const long = 'a photograph of a very, very, very long word';
  const { warnings } = await engineOn('honest').classify({
    image,
    labels: ['cat', { label: 'long', prompts: [long] }],
    model,
    options,
  });
  const kept = long.slice(0, 40);
  expect(warnings).toEqual([
    {
      code: 'prompt-cut',
      message: `Model tiny-sd1 reads the prompt "${long}" only as far as "${kept}": make it shorter if the rest matters.`,
      details: { model: 'tiny-sd1', prompt: long, kept },
    },
  ]);
});

test('many labels: how far the reading of them has come is told, then the evaluations', async () => {
  const labels = Array.from({ length: 150 }, (_, index) => `thing number ${index}`);
  const steps: Step[] = [];
  const result = await engineOn('honest').classify(
    { image, labels, model, options: { samples: 2, elimination: 'none' } },
    { onStep: (step) => steps.push({ ...step }) },
  );
  expect(result.evaluations).toBe(300);
  const encoding = steps.filter(({ name }) => name === 'encoding');
  expect(encoding.at(-1)).toEqual({ name: 'encoding', done: 150, total: 150 });
  const done = steps.map((step) => (step.name === 'encoding' ? step.done - 150 : step.done));
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(steps.findIndex(({ name }) => name === 'evaluating')).toBe(encoding.length);
});

test('what is to be known of a model comes with every result of it', async () => {
  const { warnings } = await engineOn('warns').classify({ image, labels: ['cat'], model, options });
  expect(warnings?.map(({ code }) => code)).toEqual(['latent-sampled']);
});
