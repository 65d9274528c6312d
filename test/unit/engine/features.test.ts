import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

const model = makeModelFolder();
const samples = [
  { timestep: 100, noiseRow: 0 },
  { timestep: 300, noiseRow: 1 },
];
const of = (image: string) => ({ image, model, samples });

test('features come sample by sample, with the noise of the seed', async () => {
  const engine = engineOn('looksAtImages');
  const asked = { ...of('/a.png'), options: { seed: 9 } };
  const { features, warnings, ...work } = await engine.features(asked);
  expect(features).toEqual([
    [100, 0, 9],
    [300, 1, 9],
  ]);
  expect(warnings).toEqual([{ code: 'latent-sampled', message: 'It is sampled.', details: {} }]);
  expect(work).toMatchObject({ provider: 'cpu', seconds: expect.any(Number) });
  expect((await engine.features(of('/b.png'))).features[0]).toEqual([100, 0, 0]);
  expect(starts()).toBe(1);
});

test('an image that kills the host twice is named, and others are looked at', async () => {
  const engine = engineOn('looksAtImages');
  const failure = await failureOf(engine.features(of('/kills.png')));
  expect(failure).toMatchObject({
    code: 'image-not-decodable',
    message: expect.stringContaining('/kills.png could not be looked at'),
  });
  expect((await engine.features(of('/a.png'))).features).toHaveLength(2);
});

test('a host that decodes for ever is ended, and the next image has another', async () => {
  const engine = engineOn('looksAtImages');
  const failure = await failureOf(engine.features(of('/endless.png')));
  expect(failure).toMatchObject({ code: 'image-over-limit', details: { limit: 'seconds' } });
  await engine.features(of('/a.png'));
  expect(starts()).toBe(2);
});

test.each([
  ['fills', 'out-of-memory', 'does not fit into memory'],
  ['garbage', 'image-not-decodable', 'gave a garbled answer: features'],
])('a host that %s', async (deed, code, said) => {
  const failure = await failureOf(engineOn('looksAtImages').features(of(`/${deed}.png`)));
  expect(failure).toMatchObject({ code, message: expect.stringContaining(said) });
});

test('a model that kills the host while it is loaded', async () => {
  const deadly = path.join(await mkdtemp(path.join(tmpdir(), 'deadly-')), 'deadly');
  await cp(model, deadly, { recursive: true });
  const failure = await failureOf(
    engineOn('looksAtImages').features({ ...of('/a.png'), model: deadly }),
  );
  expect(failure).toMatchObject({
    code: 'host-failed',
    message: expect.stringContaining('before it was loaded'),
  });
});

test('whoever cancels is answered at once, although the host hangs', async () => {
  const stop = new AbortController();
  const engine = engineOn('looksAtImages');
  await engine.features(of('/a.png'));
  setTimeout(() => stop.abort(), 50);
  const failure = await failureOf(engine.features(of('/hangs.png'), { signal: stop.signal }));
  expect(failure.code).toBe('cancelled');
});
