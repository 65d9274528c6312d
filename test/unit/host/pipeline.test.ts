import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ErrorsParams, ImageSource, PrepareParams } from '../../../server/src/host/messages';
import { Pipeline } from '../../../server/src/host/pipeline';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { losses } from '../../../server/src/method';

const fixture = (name: string) => path.resolve('test/fixtures', name);
const open = (folder: string) => Pipeline.open({ folder, device: { provider: 'cpu', index: 0 } });

const prepared = (image: ImageSource) => ({ image, limits: defaultImageLimits });

/** The data URI of a 16x16 picture, another for each `shade` in 0..255. */
async function pictureUri(shade: number): Promise<string> {
  const pixels = Buffer.alloc(16 * 16 * 3, shade);
  pixels.fill(255 - shade, 0, 200);
  const png = await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

async function picture(shade: number): Promise<PrepareParams> {
  return prepared({ dataUri: await pictureUri(shade) });
}

const samples = [3, 120, 480, 777, 999].map((timestep) => ({ timestep, noiseRow: timestep }));
const conditionings = [0, 1, 2, 3].map((classIndex) => ({ classIndex }));
const request = (key: string, changes: Partial<ErrorsParams> = {}): ErrorsParams => ({
  key,
  conditionings,
  samples,
  noise: { kind: 'by-row', seed: 5 },
  ...changes,
});

/** In l2. */
async function errorsOf(pipeline: Pipeline, parameters: ErrorsParams): Promise<number[][]> {
  return (await pipeline.errors(parameters)).l2;
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  actual.flat().forEach((value, index) => {
    expect(value).toBeCloseTo(expected.flat()[index]!, 5);
  });
}

test('an opened model says which provider it runs on', async () => {
  const { description } = await open(fixture('tiny-crossed'));
  expect(description).toEqual({ provider: 'cpu', warnings: [] });
});

test.each(['tiny-crossed', 'tiny-class-conditional', 'tiny-scalar-timestep'])(
  'images that are asked about together get the errors that each gets alone: %s',
  async (name) => {
    const pipeline = await open(fixture(name));
    const [one, other] = await Promise.all(
      [20, 200].map(async (shade) => (await pipeline.prepare(await picture(shade))).key),
    );
    const { noise } = request('');
    const images = [
      request(one!),
      request(other!, { conditionings: conditionings.slice(1, 3), samples: samples.slice(2) }),
      request(other!, { samples: samples.slice(0, 2) }),
    ];
    const together = await pipeline.errorsOfImages({ images, noise });
    for (const [index, image] of images.entries()) {
      expectClose(together[index]!.l2, await errorsOf(pipeline, image));
    }
  },
);

test('the same weights give the same errors in every form of export', async () => {
  const [crossed, ...others] = await Promise.all(
    ['tiny-crossed', 'tiny-class-conditional', 'tiny-scalar-timestep'].map(async (name) => {
      const pipeline = await open(fixture(name));
      const { key } = await pipeline.prepare(await picture(40));
      return await errorsOf(pipeline, request(key));
    }),
  );
  expect(new Set(crossed!.flat()).size).toBe(20);
  for (const other of others) expectClose(other, crossed!);
});

test('an error depends on its own label and sample alone, not on what it is asked with', async () => {
  const pipeline = await open(fixture('tiny-crossed'));
  const { key } = await pipeline.prepare(await picture(90));
  const many = Array.from({ length: 70 }, (_, index) => ({
    timestep: index,
    noiseRow: 69 - index,
  }));
  const together = await errorsOf(pipeline, request(key, { samples: many }));
  const reversed = await errorsOf(
    pipeline,
    request(key, { samples: many.toReversed(), conditionings: conditionings.toReversed() }),
  );
  expectClose(
    reversed.toReversed().map((row) => row.toReversed()),
    together,
  );
  const alone = await errorsOf(
    pipeline,
    request(key, { samples: many.slice(33, 34), conditionings: [{ classIndex: 2 }] }),
  );
  expectClose(alone, [[together[2]![33]!]]);
});

test('more labels than one call holds are answered in their order', async () => {
  const pipeline = await open(fixture('tiny-class-conditional'));
  const { key } = await pipeline.prepare(await picture(10));
  const four = await errorsOf(pipeline, request(key));
  const repeated = Array.from({ length: 100 }, (_, index) => conditionings[index % 4]!);
  const hundred = await errorsOf(pipeline, request(key, { conditionings: repeated }));
  expectClose(
    hundred,
    repeated.map(({ classIndex }) => four[classIndex]!),
  );
});

test('the loss, the noise source, its seed and the image all matter', async () => {
  const pipeline = await open(fixture('tiny-crossed'));
  const { key } = await pipeline.prepare(await picture(40));
  const other = await pipeline.prepare(await picture(200));
  const answers = await Promise.all([
    pipeline.errors(request(key)),
    pipeline.errors(request(key, { noise: { kind: 'by-row', seed: 6 } })),
    pipeline.errors(request(key, { noise: { kind: 'stream', seed: 5 } })),
    pipeline.errors(request(other.key)),
  ]);
  const errors = answers.flatMap((answer) => losses.map((loss) => answer[loss][0]![2]!.toFixed(6)));
  expect(new Set(errors).size).toBe(12);
});

test('the same picture has one key, wherever it comes from', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'picture-'));
  const dataUri = await pictureUri(7);
  const file = path.join(folder, 'picture.png');
  await writeFile(file, Buffer.from(dataUri.split(',')[1]!, 'base64'));
  const pipeline = await open(fixture('tiny-crossed'));
  const fromFile = await pipeline.prepare(prepared({ file }));
  expect(await pipeline.prepare(prepared({ dataUri }))).toEqual(fromFile);
  expect(fromFile.key).toMatch(/^[0-9a-f]{64}-product$/);
  await rm(folder, { recursive: true });
});

test('an image that is not, or no longer, kept is asked for by its key', async () => {
  const pipeline = await open(fixture('tiny-crossed'));
  await expect(pipeline.errors(request('unknown'))).rejects.toMatchObject({
    code: 'image-not-found',
    details: { key: 'unknown' },
  });
});

test.each([
  ['timestep', { samples: [{ timestep: 1000, noiseRow: 0 }] }],
  ['noiseRow', { samples: [{ timestep: 1, noiseRow: -1 }] }],
  ['classIndex', { conditionings: [{ classIndex: 4 }] }],
])('a %s that the model does not have is refused', async (name, changes) => {
  const pipeline = await open(fixture('tiny-crossed'));
  const { key } = await pipeline.prepare(await picture(1));
  await expect(pipeline.errors(request(key, changes))).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringContaining(name),
  });
});

test('the class of no label has errors of its own, where the model names one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  await cp(fixture('tiny-crossed'), folder, { recursive: true });
  const file = path.join(folder, 'classifier.json');
  const classifier = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...classifier, unconditional: 4 }));
  const pipeline = await open(folder);
  const { key } = await pipeline.prepare(await picture(1));
  const rows = [...conditionings, { classIndex: 4 }];
  const errors = await errorsOf(pipeline, request(key, { conditionings: rows }));
  expect(new Set(errors.flat()).size).toBe(25);
  await expect(
    pipeline.errors(request(key, { conditionings: [{ classIndex: 5 }] })),
  ).rejects.toMatchObject({ code: 'options-invalid', details: { received: '5' } });
  await rm(folder, { recursive: true });
});

test('a prompt is refused by a model with a fixed list of labels', async () => {
  const pipeline = await open(fixture('tiny-crossed'));
  await expect(pipeline.encode({ conditionings: [{ prompt: 'a cat' }] })).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringContaining('reads no prompt such as "a cat"'),
  });
  expect(await pipeline.encode({ conditionings })).toEqual({ cut: [] });
});

test('a file that ONNX Runtime cannot load is the fault of the model, by name', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  await cp(fixture('tiny-crossed'), folder, { recursive: true });
  const file = path.join(folder, 'unet', 'model.onnx');
  await truncate(file, 5000);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringContaining(file),
  });
  await rm(folder, { recursive: true });
});

test('a model for another image size than its classifier.json says is refused', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  await cp(path.resolve('models/everyday-32'), folder, { recursive: true });
  await cp(fixture('tiny-crossed/classifier.json'), path.join(folder, 'classifier.json'));
  await expect(open(folder)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/32 x 32 pixels.*16/),
  });
  await rm(folder, { recursive: true });
});
