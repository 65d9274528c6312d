import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openModelFolder } from '../../../server/src/models';

const fixture = (name: string) => path.resolve('test/fixtures', name);

test.each([
  ['tiny-sd1', 1, 'epsilon'],
  ['tiny-sd1-float16', 1, 'epsilon'],
  ['tiny-sd2', 1, 'v_prediction'],
  ['tiny-sdxl', 2, 'epsilon'],
] as const)(
  '%s, as exporters write it, reads text and works on latents',
  async (name, encoders, type) => {
    const model = await openModelFolder(fixture(name));
    expect(model.id).toBe(name);
    expect(model.vocabulary).toBe('open');
    expect(model.textEncoders).toHaveLength(encoders);
    expect(model.textEncoders[0]).toMatchObject({ tokens: 77 });
    expect(model.scheduler.prediction_type ?? 'epsilon').toBe(type);
    expect(model.vae).toMatchObject({ channels: 4, downscale: 8 });
  },
);

test('tiny-sd1-latent-sample, as exporters before Optimum write it, has no configurations', async () => {
  const model = await openModelFolder(fixture('tiny-sd1-latent-sample'));
  expect(model).toMatchObject({
    vocabulary: 'open',
    vae: { scalingFactor: 0.18215, channels: 4, downscale: 8 },
  });
  expect(model.textEncoders[0]!.hiddenSize).toBeUndefined();
});

test('tiny-dit, as exporters write it, knows its classes', async () => {
  const model = await openModelFolder(fixture('tiny-dit'));
  expect(model).toMatchObject({ vocabulary: 'closed', textEncoders: [], vae: { channels: 4 } });
  expect(model.classifier.labels[0]).toEqual({ name: 'circle', synonyms: ['disc'] });
  expect(model.classifier.labels).toHaveLength(6);
  expect(path.basename(path.dirname(model.denoiserFile))).toBe('transformer');
});

test.each(['unet/model.onnx_data', 'text_encoder/model.onnx.data', 'vae_encoder/model.onnx.data'])(
  'what exporters wrote to %s is missed',
  async (file) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
    await cp(fixture('tiny-sd2'), folder, { recursive: true });
    await rm(path.join(folder, file));
    await expect(openModelFolder(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      details: { file: path.normalize(file) },
    });
    await rm(folder, { recursive: true });
  },
);
