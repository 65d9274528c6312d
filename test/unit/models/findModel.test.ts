import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findModel } from '../../../server/src/models';
import { dit, removeFolders, stableDiffusion, writeFolder } from './diffusersFolders';

let models: string;

beforeEach(async () => {
  models = path.dirname(await writeFolder(stableDiffusion, 'stable-diffusion'));
  vi.stubEnv('DIFFUSION_CLASSIFIER_MODELS', models);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await removeFolders();
});

test('a model of the catalogue is found by the repository that it was downloaded from, too', async () => {
  const folder = path.join(models, 'stable-diffusion');
  await mkdir(path.join(folder, '.download'));
  const record = path.join(folder, '.download/record.json');
  await writeFile(record, JSON.stringify({ repository: 'someone/sd-onnx' }));
  expect((await findModel('someone/sd-onnx')).folder).toBe(folder);
  for (const damaged of ['', 'null', '{"repository":7}']) {
    await writeFile(record, damaged);
    await expect(findModel('someone/sd-onnx')).rejects.toMatchObject({ code: 'model-not-found' });
  }
});

test('a downloaded model is found by its id', async () => {
  const found = await findModel('stable-diffusion');
  expect(found).toMatchObject({
    id: 'stable-diffusion',
    folder: path.join(models, 'stable-diffusion'),
    vocabulary: 'open',
  });
});

test('an unknown id is refused with the bundled and the downloaded ones', async () => {
  await expect(findModel('stable-confusion')).rejects.toMatchObject({
    code: 'model-not-found',
    message: expect.stringMatching(
      /everyday-32.*, stable-diffusion\. "diffusion-classifier models list"/,
    ),
    details: { model: 'stable-confusion', known: expect.stringContaining('stable-diffusion') },
  });
});

test('a bundled model cannot be passed off by a downloaded one', async () => {
  await rename(path.join(models, 'stable-diffusion'), path.join(models, 'everyday-32'));
  expect((await findModel('everyday-32')).vocabulary).toBe('closed');
});

test('what lies beside the folder of downloaded models is none of them', async () => {
  const outside = await writeFolder(dit);
  vi.stubEnv('DIFFUSION_CLASSIFIER_MODELS', path.join(path.dirname(outside), 'models'));
  await expect(findModel('../a-model')).rejects.toMatchObject({ code: 'model-not-found' });
});

test('where nothing was downloaded, the bundled model is there', async () => {
  await rm(models, { recursive: true });
  expect((await findModel()).id).toBe('everyday-32');
});
