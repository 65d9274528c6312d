import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ConditioningSide, openConditioningSide } from '../../server/src/host/conditioning';
import { type ConditioningRows, Denoiser } from '../../server/src/host/denoiser';
import { fromFloat16 } from '../../server/src/host/float16';
import { type ImageSide, openImageSide } from '../../server/src/host/imageSide';
import { Pipeline } from '../../server/src/host/pipeline';
import type { Row } from '../../server/src/host/tensors';
import { preprocess } from '../../server/src/image';
import { defaultImageLimits } from '../../server/src/imageLimits';
import {
  addNoise,
  alphasCumprod,
  type Loss,
  losses,
  NoiseRows,
  predictedNoise,
} from '../../server/src/method';
import { type ModelFolder, openModelFolder } from '../../server/src/models';
import { openTokenizer } from '../../server/src/text';

/** Made by make_pipelines.py with diffusers in PyTorch; arrays are base64 of float32. */
interface Golden {
  seed: number;
  samples: { timestep: number; noiseRow: number }[];
  images: { image: string; pixels: number; latent: string; noise: string }[];
  conditionings: ({ prompt: string; ids: number[][]; embedding: string; pooled?: string } & {
    classIndex: number;
  })[];
  timeIds?: number[];
  /** [images][conditionings][samples] */
  errors: Record<Loss, number[][][]>;
}

/** |actual - wanted| <= atol + rtol |wanted| for each number; or, of float16, in root mean square. */
type Tolerance = { atol: number; rtol: number } | { relative: number };
const float32: Tolerance = { atol: 1e-4, rtol: 1e-3 };
const float16: Tolerance = { relative: 2e-2 };

const device = { provider: 'cpu', index: 0 } as const;

function floats(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

function floatsOfRow({ bytes, dims }: Row): Float32Array {
  const { buffer, byteOffset } = bytes;
  const length = dims.reduce((product, side) => product * side, 1);
  return bytes.length === 2 * length
    ? fromFloat16(new Uint16Array(buffer, byteOffset, length))
    : new Float32Array(buffer, byteOffset, length);
}

const rootMeanSquare = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function expectNear(actual: Float32Array, wanted: Float32Array, tolerance: Tolerance): void {
  expect(actual).toHaveLength(wanted.length);
  if ('relative' in tolerance) {
    const difference = rootMeanSquare(actual.map((value, index) => value - wanted[index]!));
    expect(difference).toBeLessThanOrEqual(tolerance.relative * rootMeanSquare(wanted));
    return;
  }
  const { atol, rtol } = tolerance;
  const beyond = [...actual].flatMap((value, index) => {
    const distance = Math.abs(value - wanted[index]!);
    return distance <= atol + rtol * Math.abs(wanted[index]!) ? [] : [{ index, value, distance }];
  });
  expect(beyond.slice(0, 5)).toEqual([]);
}

/** Part `index` of an array of equal parts. */
function part(values: Float32Array, index: number, parts: number): Float32Array {
  const length = values.length / parts;
  return values.subarray(index * length, (index + 1) * length);
}

/** Models that pad with "!", which diffusers takes for padding in a prompt, too; we follow CLIP. */
const padsWithMark = ['tiny-sd2', 'tiny-sdxl'];

describe.each([
  ['tiny-sd1', 'tiny-sd1', float32],
  ['tiny-sd1-latent-sample', 'tiny-sd1', float32],
  ['tiny-sd1-float16', 'tiny-sd1', float16],
  ['tiny-sd2', 'tiny-sd2', float32],
  ['tiny-sdxl', 'tiny-sdxl', float32],
  ['tiny-dit', 'tiny-dit', float32],
])('%s against diffusers in PyTorch', (fixture, goldenName, tolerance) => {
  const golden: Golden = JSON.parse(
    readFileSync(path.join(__dirname, 'golden', 'pipelines', `${goldenName}.json`), 'utf8'),
  );
  const { images, samples, seed } = golden;
  /** Places among the conditionings of the golden file. */
  const places = [...golden.conditionings.keys()].filter(
    (place) =>
      !padsWithMark.includes(fixture) || !golden.conditionings[place]!.prompt.includes('!'),
  );
  const conditionings = places.map((place) => golden.conditionings[place]!);
  const asked = conditionings.map(({ prompt, classIndex }) =>
    prompt === undefined ? { classIndex } : { prompt },
  );
  const isSampled = fixture === 'tiny-sd1-latent-sample';

  let model: ModelFolder;
  let image: ImageSide;
  let denoiser: Denoiser;
  let conditioning: ConditioningSide;
  let rows: ConditioningRows[];

  beforeAll(async () => {
    model = await openModelFolder(path.resolve('test/fixtures', fixture));
    image = await openImageSide(model, device);
    denoiser = await Denoiser.open(model, image, device);
    conditioning = await openConditioningSide(model, denoiser, device);
    rows = await conditioning.rows(asked);
  });

  test('tokens are the same', async () => {
    expect(conditionings.length).toBeGreaterThanOrEqual(3);
    expect(model.textEncoders).toHaveLength(conditionings[0]!.ids?.length ?? 0);
    for (const [encoder, { tokenizer }] of model.textEncoders.entries()) {
      const opened = await openTokenizer(tokenizer);
      const { ids } = opened.encode(conditionings.map(({ prompt }) => prompt));
      expect([...ids]).toEqual(conditionings.flatMap((one) => one.ids[encoder]!));
    }
  });

  test('so are the embeddings of texts', () => {
    for (const [index, { embedding, pooled }] of conditionings.entries()) {
      const row = rows[index]!;
      if (!embedding) continue;
      expectNear(floatsOfRow(row.encoder_hidden_states!), floats(embedding), tolerance);
      expect(row.text_embeds === undefined).toBe(pooled === undefined);
      if (pooled) expectNear(floatsOfRow(row.text_embeds!), floats(pooled), tolerance);
      if (golden.timeIds) expect([...floatsOfRow(row.time_ids!)]).toEqual(golden.timeIds);
    }
  });

  const pixelsOf = async (uri: string) => {
    const bytes = Buffer.from(uri.split(',')[1]!, 'base64');
    return (await preprocess(bytes, model.classifier.image)).pixels;
  };

  test('pixels are the same, byte for byte', async () => {
    for (const { image: uri, pixels: expected } of images) {
      const planes = await pixelsOf(uri);
      const area = planes.length / 3;
      const bytes = Uint8Array.from({ length: planes.length }, (_, index) =>
        Math.round((planes[(index % 3) * area + Math.floor(index / 3)]! + 1) * 127.5),
      );
      expect(crc32(bytes)).toBe(expected);
    }
  });

  test.skipIf(isSampled)('latents are near', async () => {
    expect(image.warnings).toEqual([]);
    for (const { image: uri, latent } of images) {
      expectNear(await image.x0(await pixelsOf(uri)), floats(latent), tolerance);
    }
  });

  test.runIf(isSampled)(
    'latents that are sampled have the mean (6 standard errors of 64)',
    async () => {
      const { image: uri, latent } = images[0]!;
      const pixels = await pixelsOf(uri);
      const drawn: Float32Array[] = [];
      while (drawn.length < 64) drawn.push(await image.x0(pixels));
      floats(latent).forEach((wanted, index) => {
        const values = drawn.map((one) => one[index]!);
        const mean = values.reduce((sum, value) => sum + value, 0) / 64;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(Math.abs(mean - wanted)).toBeLessThanOrEqual(6 * Math.sqrt(squares / 63 / 64));
      });
    },
  );

  test('so is the predicted noise of the same latents', async () => {
    const noises = new NoiseRows({ kind: 'by-row', seed }, denoiser.elements);
    const alphas = alphasCumprod(model.scheduler);
    const type = model.scheduler.prediction_type ?? 'epsilon';
    const count = denoiser.signature.batch ?? rows.length;
    for (const { latent, noise } of images) {
      for (const [column, { timestep, noiseRow }] of samples.entries()) {
        const noised = new Float32Array(denoiser.elements);
        addNoise(floats(latent), noises.row(noiseRow), alphas[timestep]!, noised);
        const outputs = await denoiser.predict({
          samples: noised,
          timesteps: [timestep],
          conditionings: rows.slice(0, count),
          pairs: rows.slice(0, count).map((_, label) => ({ sample: 0, label })),
        });
        outputs.forEach((output, row) => {
          const predicted = predictedNoise(type, output, noised, alphas[timestep]!);
          const wanted = part(
            part(floats(noise), places[row]!, golden.conditionings.length),
            column,
            samples.length,
          );
          expectNear(predicted, wanted, tolerance);
        });
      }
    }
  });

  test.each(losses)('and so is every error in %s', async (loss) => {
    for (const [index, { image: uri, latent }] of images.entries()) {
      // A latent that is drawn anew each time is replaced by that of PyTorch.
      const side = isSampled ? { ...fixedShape(image), x0: async () => floats(latent) } : image;
      const pipeline = new Pipeline({ model, image: side, denoiser, conditioning }, 'cpu');
      const { key } = await pipeline.prepare({
        image: { dataUri: uri },
        limits: defaultImageLimits,
      });
      const errors = await pipeline.errors({
        key,
        conditionings: asked,
        samples,
        noise: { kind: 'by-row', seed },
      });
      const wanted = golden.errors[loss][index]!;
      errors[loss].forEach((row, label) => {
        expectNear(Float32Array.from(row), Float32Array.from(wanted[places[label]!]!), tolerance);
      });
    }
  });
});

function fixedShape({ shape, downscale, warnings }: ImageSide): Omit<ImageSide, 'x0'> {
  return { shape, downscale, warnings };
}
