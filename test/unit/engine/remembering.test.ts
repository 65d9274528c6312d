import { cpSync, mkdtempSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../../server/src/engine';
import type { ClassifyOptions, ClassifyResult, LabelRequest } from '../../../server/src/protocol';
import { MapMemory } from '../../fixtures/errorMemory';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

const model = makeModelFolder();
const folder = mkdtempSync(path.join(tmpdir(), 'images-'));
const image = path.join(folder, 'image.png');
let memory: MapMemory;
beforeEach(() => {
  memory = new MapMemory();
  writeFileSync(image, 'any bytes');
});

const options: ClassifyOptions = { elimination: 'none', samples: 20 };

/** An engine of its own each time, as after a restart: what it knows, it has from the store. */
async function classify(
  labels: LabelRequest[],
  changes: ClassifyOptions = {},
  { file = image, of = model, engine = engineOn('honest', { errors: memory }) as Engine } = {},
): Promise<ClassifyResult & { computed: number }> {
  const asked = { image: file, labels, model: of, options: { ...options, ...changes } };
  const result = await engine.classify(asked);
  return { ...result, computed: result.evaluations - result.remembered! };
}

test('the second time costs nothing, starts no host and has the same digits', async () => {
  const { seconds: _, ...first } = await classify(['cat', 'dog', 'frog'], { trace: true });
  expect(first).toMatchObject({ evaluations: 60, remembered: 0 });
  const { seconds: __, ...again } = await classify(['cat', 'dog', 'frog'], { trace: true });
  expect(again).toEqual({ ...first, remembered: 60, computed: 0 });
  expect(starts()).toBe(0);
});

test('one more label costs that label alone, in whole batches', async () => {
  await classify(['cat', 'dog']);
  const sizes: number[] = [];
  const remember = memory.remember.bind(memory);
  memory.remember = async (context, rows) => {
    sizes.push(rows.reduce((sum, { errors }) => sum + errors.l2.length, 0));
    await remember(context, rows);
  };
  const result = await classify(['cat', 'dog', 'frog']);
  expect(result).toMatchObject({ evaluations: 60, remembered: 40 });
  // The model asks for 15 evaluations at a time: 20 are two batches.
  expect(sizes.length).toBeLessThanOrEqual(3);
  const alone = await classify(['cat', 'dog', 'frog'], { remember: false });
  expect(result.labels).toEqual(alone.labels);
});

test('a larger budget costs the samples that are new', async () => {
  await classify(['cat', 'dog']);
  expect(await classify(['cat', 'dog'], { samples: 50 })).toMatchObject({ computed: 60 });
});

test.each<[string, LabelRequest[], ClassifyOptions, string?]>([
  ['loss', ['cat', 'dog'], { loss: 'huber' }],
  ['elimination', ['cat', 'dog'], { elimination: 'staged', keep: [1], stages: [20] }],
  ['a race', ['cat', 'dog'], { elimination: 'racing', samples: 20, minimum: 4 }],
  [
    'prior',
    [
      { label: 'cat', prior: 3 },
      { label: 'dog', prior: 1 },
    ],
    {},
  ],
  ['synonyms', ['kitty', 'puppy'], {}],
  ['temperature', ['cat', 'dog'], {}, makeModelFolder({ temperature: 0.5 })],
  ['budget', ['cat', 'dog'], {}, makeModelFolder({ batchEvaluations: 3 })],
])('another %s of a known image costs nothing', async (_, labels, changes, of = model) => {
  await classify(['cat', 'dog']);
  expect(await classify(labels, changes, { of })).toMatchObject({ computed: 0 });
});

test.each<[string, ClassifyOptions, string?]>([
  ['seed', { seed: 1 }],
  ['preprocessing', { preprocessing: 'official' }],
  ['sample set', { sampleSet: 'official' }],
  [
    'size of the image',
    {},
    makeModelFolder({ image: { size: 32, resize: 'bicubic', crop: 'center' } }),
  ],
])('another %s has errors of its own', async (_, changes, of = model) => {
  await classify(['cat', 'dog']);
  expect(await classify(['cat', 'dog'], changes, { of })).toMatchObject({ remembered: 0 });
});

test('other weights have errors of their own, wherever the model lies', async () => {
  await classify(['cat', 'dog']);
  const copy = mkdtempSync(path.join(tmpdir(), 'copy-'));
  cpSync(model, copy, { recursive: true });
  expect(await classify(['cat', 'dog'], {}, { of: copy })).toMatchObject({ computed: 0 });
  writeFileSync(path.join(copy, 'unet', 'model.onnx'), '{"other": "weights"}');
  expect(await classify(['cat', 'dog'], {}, { of: copy })).toMatchObject({ remembered: 0 });
});

test('an image is known by its content, not by its name', async () => {
  await classify(['cat', 'dog']);
  const renamed = path.join(folder, 'renamed.png');
  writeFileSync(renamed, 'any bytes');
  expect(await classify(['cat', 'dog'], {}, { file: renamed })).toMatchObject({ computed: 0 });
  const dataUri = `data:image/png;base64,${Buffer.from('any bytes').toString('base64')}`;
  expect(await classify(['cat', 'dog'], {}, { file: dataUri })).toMatchObject({ computed: 0 });
  writeFileSync(image, 'other bytes');
  expect(await classify(['cat', 'dog'])).toMatchObject({ remembered: 0 });
});

test('what is not to be remembered is neither read nor kept', async () => {
  await classify(['cat', 'dog'], { remember: false });
  expect(memory.size).toBe(0);
  await classify(['cat', 'dog']);
  expect(await classify(['cat', 'dog'], { remember: false })).toMatchObject({ remembered: 0 });
});

test('what was computed before a cancel is kept, and the batch in flight with it', async () => {
  const engine = engineOn('slow', { errors: memory });
  const stop = new AbortController();
  const abortSoon = (): void => void setTimeout(() => stop.abort(), 20);
  const asked = { image, labels: ['cat', 'dog', 'frog'], model, options };
  const cancelled = failureOf(
    engine.classify(asked, { signal: stop.signal, onStanding: abortSoon }),
  );
  expect((await cancelled).code).toBe('cancelled');
  await expect.poll(() => memory.size).toBeGreaterThan(15);
  const kept = memory.size;
  const result = await classify(['cat', 'dog', 'frog']);
  expect(result.remembered).toBeGreaterThanOrEqual(kept);
});

test('a standing is shown once its errors are kept', async () => {
  const shown: number[] = [];
  const engine = engineOn('honest', { errors: memory });
  const asked = { image, labels: ['cat', 'dog', 'frog'], model, options };
  const remember = memory.remember.bind(memory);
  memory.remember = async (context, rows) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await remember(context, rows);
  };
  await engine.classify(asked, {
    onStanding: ({ evaluations }) => shown.push(memory.size - evaluations),
  });
  expect(shown.length).toBeGreaterThan(2);
  expect(Math.min(...shown)).toBeGreaterThanOrEqual(0);
});

test('what a model warns of is said again where everything is remembered', async () => {
  const of = path.resolve(__dirname, '../../fixtures/tiny-sd1');
  const long = 'a photograph of a very, very, very long word';
  const labels = ['cat', { label: 'long', prompts: [long] }];
  const first = await classify(labels, {}, { of });
  expect(first.warnings).toHaveLength(1);
  const again = await classify(labels, {}, { of });
  expect(again).toMatchObject({ computed: 0, warnings: first.warnings });
  expect(starts()).toBe(0);
});

test('an image that changes between its reading and its preparation is not mixed up', async () => {
  const find = memory.find.bind(memory);
  memory.find = async (context, conditionings) => {
    writeFileSync(image, 'changed meanwhile');
    return await find(context, conditionings);
  };
  const failure = await failureOf(classify(['cat', 'dog']));
  expect(failure.code).toBe('image-not-readable');
  expect(failure.message).toContain('changed while it was being classified');
});

test('a model that samples its latents has other errors in each host: none are remembered', async () => {
  const engine = () => engineOn('warns', { errors: memory }) as Engine;
  const first = await classify(['cat', 'dog'], {}, { engine: engine() });
  expect(first.warnings).toMatchObject([{ code: 'latent-sampled' }]);
  const again = await classify(['cat', 'dog'], {}, { engine: engine() });
  expect(again).toMatchObject({ remembered: 0, warnings: first.warnings });
  expect(memory.size).toBe(0);
});

test('a warning that is said again names the model that was asked', async () => {
  const of = path.resolve(__dirname, '../../fixtures/tiny-sd1');
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'copy-')), 'another-name');
  cpSync(of, copy, { recursive: true });
  const long = 'a photograph of a very, very, very long word';
  const labels = ['cat', { label: 'long', prompts: [long] }];
  await classify(labels, {}, { of });
  const again = await classify(labels, {}, { of: copy });
  expect(again).toMatchObject({
    computed: 0,
    warnings: [{ details: { model: 'another-name' } }],
  });
});

test.each<keyof MapMemory>(['find', 'note', 'setNote', 'remember'])(
  'a cancel is heard while the store is asked to "%s" and does not answer',
  async (question) => {
    const of = path.resolve(__dirname, '../../fixtures/tiny-sd1');
    const samples = [{ timestep: 5, noiseRow: 5 }];
    if (question === 'note') {
      await engineOn('honest', { errors: memory }).evaluate({
        image,
        labels: ['cat'],
        model: of,
        samples,
      });
    }
    const stop = new AbortController();
    const never = async (): Promise<never> => {
      setTimeout(() => stop.abort(), 50);
      return await new Promise(() => {});
    };
    const note = memory.note.bind(memory);
    Object.assign(memory, {
      [question]:
        question === 'note'
          ? (key: string) => (key.startsWith('warnings') ? never() : note(key))
          : never,
    });
    const engine = engineOn('honest', { errors: memory });
    const asked = { image, labels: ['cat'], model: of, samples };
    const failure = await failureOf(engine.evaluate(asked, { signal: stop.signal }));
    expect(failure.code).toBe('cancelled');
  },
  5_000,
);

test('errors that the store refuses are computed again, and nothing fails', async () => {
  memory.remember = async () => {
    throw new RangeError('Timesteps and noise rows to be stored must be whole, and in range.');
  };
  const standings: number[] = [];
  const engine = engineOn('honest', { errors: memory });
  const asked = { image, labels: ['cat', 'dog'], model, options };
  const result = await engine.classify(asked, {
    onStanding: ({ evaluations }) => standings.push(evaluations),
  });
  expect(result).toMatchObject({ evaluations: 40, remembered: 0 });
  expect(standings.at(-1)).toBe(40);
});

test('what is told of the way never goes back, however late the store is', async () => {
  const of = makeModelFolder({ batchEvaluations: 1 });
  const told: number[] = [];
  const remember = memory.remember.bind(memory);
  memory.remember = async (context, rows) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await remember(context, rows);
  };
  const engine = engineOn('honest', { errors: memory });
  await engine.classify(
    { image, labels: ['cat', 'dog', 'frog'], model: of, options: { ...options, samples: 4 } },
    {
      onStanding: ({ evaluations }) => told.push(evaluations),
      onStep: ({ name, done }) => name === 'evaluating' && told.push(done),
    },
  );
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('weights that change between their digest and their loading are not taken for those before', async () => {
  const of = mkdtempSync(path.join(tmpdir(), 'copy-'));
  cpSync(model, of, { recursive: true });
  const find = memory.find.bind(memory);
  memory.find = async (context, conditionings) => {
    writeFileSync(path.join(of, 'unet', 'model.onnx'), '{"other": "weights"}');
    return await find(context, conditionings);
  };
  const failure = await failureOf(classify(['cat', 'dog'], {}, { of }));
  expect(failure.code).toBe('model-invalid');
  expect(failure.message).toContain('changed while it was being loaded');
  expect(memory.size).toBe(0);
  memory.find = find;
  expect(await classify(['cat', 'dog'], {}, { of })).toMatchObject({ remembered: 0 });
});

test('an engine that is ended gives up the digest of its model', async () => {
  const engine = engineOn('honest', { errors: memory });
  memory.note = async () => {
    engine.dispose();
    return undefined;
  };
  const failure = await failureOf(engine.classify({ image, labels: ['cat', 'dog'], model }));
  expect(failure.code).toBe('cancelled');
  expect(memory.notes.size).toBe(0);
});

test('other weights of the same size and time have errors of their own', async () => {
  const of = mkdtempSync(path.join(tmpdir(), 'copy-'));
  cpSync(model, of, { recursive: true });
  const weights = path.join(of, 'unet', 'model.onnx');
  // As archives without times are unpacked.
  utimesSync(weights, 1, 1);
  await classify(['cat', 'dog'], {}, { of });
  const { size } = statSync(weights);
  writeFileSync(weights, '[]');
  utimesSync(weights, 1, 1);
  expect(statSync(weights)).toMatchObject({ size, mtimeMs: 1_000 });
  expect(await classify(['cat', 'dog'], {}, { of })).toMatchObject({ remembered: 0 });
});
