import path from 'node:path';
import { expect, test } from 'vitest';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

test('a batch that takes too much memory is asked for in smaller ones, and no digit changes', async () => {
  const { seconds: _, ...honest } = await engineOn('honest').classify(request);
  const engine = engineOn('fitsFour');
  const { seconds: __, ...result } = await engine.classify(request);
  expect(result).toEqual(honest);
  expect(starts()).toBe(2);
  expect(statuses.some(({ message }) => message?.includes('100 MB of memory'))).toBe(true);
});

test('what has not fitted once is not asked for again', async () => {
  const engine = engineOn('fitsFour');
  await engine.classify(request);
  await engine.classify({ ...request, image: '/another.png' });
  expect(starts()).toBe(2);
});

test('a model of which not one evaluation fits is refused with what to do', async () => {
  const failure = await failureOf(engineOn('fitsNothing').classify(request));
  expect(failure.code).toBe('out-of-memory');
  expect(failure.message).toMatch(/weightless does not fit .* smaller model/);
  expect(failure.details).toMatchObject({ model: 'weightless', provider: 'cpu' });
  expect(statuses.at(-1)!.health).toBe('error');
});

const latent = path.resolve(__dirname, '../../fixtures/tiny-sd1');
const words = Array.from({ length: 40 }, (_, index) => `thing ${index}`);
const ofWords = { ...request, model: latent, labels: words, options: { samples: 1 } };

test('an autoencoder that does not fit is not taken for a damaged image', async () => {
  const failure = await failureOf(engineOn('fitsNoImage').classify(ofWords));
  expect(failure.code).toBe('out-of-memory');
  expect(failure.details).toMatchObject({ model: 'tiny-sd1', provider: 'cpu' });
});

test('an image that fills the memory of a model without an autoencoder is blamed itself', async () => {
  const failure = await failureOf(engineOn('fitsNoImage').classify(request));
  expect(failure.code).toBe('image-not-decodable');
});

test('prompts that take too much memory are read in smaller batches', async () => {
  const { labels } = await engineOn('readsFourPrompts').classify(ofWords);
  expect(labels).toHaveLength(40);
  expect(starts()).toBe(3);
});
