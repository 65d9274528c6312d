import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModel, openModelFolder } from '../../../server/src/models';

const fixture = path.resolve('test/fixtures/tiny-class-conditional');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  await cp(fixture, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function change(file: string, fields: Record<string, unknown>): Promise<void> {
  const content = JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  await writeFile(path.join(folder, file), JSON.stringify({ ...content, ...fields }));
}

test('the bundled model is found by default, by id, by path and by URI', async () => {
  const bundled = await findModel(undefined);
  expect(bundled.id).toBe('everyday-32');
  expect(bundled.classifier.labels.map(({ name }) => name)).toContain('cat');
  expect(bundled.scheduler.num_train_timesteps).toBe(1000);
  for (const name of ['everyday-32', bundled.folder, pathToFileURL(bundled.folder).href]) {
    expect((await findModel(name)).folder).toBe(bundled.folder);
  }
});

test.each(['no-such-model', '/no/such/folder', 'file://elsewhere/model'])(
  'model %s is refused with the ids there are',
  async (name) => {
    await expect(findModel(name)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('everyday-32'),
    });
  },
);

test('null in the scheduler configuration means that nothing is set', async () => {
  const { scheduler } = await openModelFolder(folder);
  expect(scheduler).toMatchObject({ beta_schedule: 'linear', prediction_type: 'v_prediction' });
  expect(scheduler.trained_betas).toBeUndefined();
});

test.each([
  ['classifier.json', { band: [500, 200] }, 'field band'],
  ['classifier.json', { band: [0, 1001] }, 'at most 1000'],
  ['classifier.json', { temperature: 0 }, 'field temperature'],
  ['classifier.json', { labels: [{ name: 'circle' }] }, 'field labels.0.synonyms'],
  ['classifier.json', { budgets: {} }, 'budgets'],
  [
    'classifier.json',
    { budget: { samples: 9, elimination: 'staged', keep: [1], stages: [3, 9] } },
    'field budget.keep',
  ],
  ['scheduler/scheduler_config.json', { num_train_timesteps: '1000' }, 'num_train_timesteps'],
  ['scheduler/scheduler_config.json', { prediction_type: 'flow_prediction' }, 'v_prediction'],
])('%s with %j: the failure names the file and says "%s"', async (file, fields, said) => {
  await change(file, fields);
  const failure: Error = await openModelFolder(folder).then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure).toMatchObject({ code: 'model-invalid' });
  expect(failure.message).toContain(path.basename(file));
  expect(failure.message).toContain(said);
});

test.each(['model_index.json', 'scheduler/scheduler_config.json', 'unet/model.onnx'])(
  'a model without %s is refused by its name',
  async (file) => {
    await rm(path.join(folder, file));
    await expect(openModelFolder(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(path.normalize(file)),
    });
  },
);

test('a file that is not JSON is refused by its name', async () => {
  await truncate(path.join(folder, 'classifier.json'), 20);
  await expect(openModelFolder(folder)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/classifier\.json.*not JSON/),
  });
});

test('without classifier.json the labels and the size come from the diffusers files', async () => {
  await rm(path.join(folder, 'classifier.json'));
  await change('model_index.json', { id2label: { 0: 'tench, Tinca tinca', 1: 'goldfish' } });
  const { id, classifier } = await openModelFolder(folder);
  expect(id).toBe(path.basename(folder));
  expect(classifier.labels).toEqual([
    { name: 'tench', synonyms: ['Tinca tinca'] },
    { name: 'goldfish', synonyms: [] },
  ]);
  expect(classifier.image.size).toBe(16);
  expect(classifier.band).toEqual([0, 1000]);
});

test('without classifier.json and without labels the failure says what is expected', async () => {
  await rm(path.join(folder, 'classifier.json'));
  await change('model_index.json', { id2label: undefined });
  await expect(openModelFolder(folder)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringContaining('id2label'),
  });
});

test('a file and a place where nothing is are no model folders', async () => {
  for (const place of [path.join(folder, 'classifier.json'), path.join(folder, 'nothing')]) {
    await expect(openModelFolder(place)).rejects.toMatchObject({
      code: 'model-not-found',
      details: { model: place },
    });
  }
});
