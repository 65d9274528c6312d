import path from 'node:path';
import { expect, test } from 'vitest';
import { Pipeline } from '../../../server/src/host/pipeline';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const fixture = (name: string) => path.resolve('test/fixtures', name);
const open = (name: string) =>
  Pipeline.open({ folder: fixture(name), device: { provider: 'cpu', index: 0 } });
const picture = {
  image: { file: fixture('images/rgba-alpha.png') },
  limits: defaultImageLimits,
};
const prompts = ['a photo of a circle', 'a photo of a square', 'a star', 'what nobody has seen'];
const samples = [3, 480, 999].map((timestep) => ({ timestep, noiseRow: timestep }));

async function errorsOf(name: string, asked: readonly string[]): Promise<number[][]> {
  const pipeline = await open(name);
  const { key } = await pipeline.prepare(picture);
  const { l2 } = await pipeline.errors({
    key,
    conditionings: asked.map((prompt) => ({ prompt })),
    samples,
    noise: { kind: 'by-row', seed: 5 },
  });
  return l2;
}

test('text on pixels: a crossed denoiser gives the errors of a plain one with the same weights', async () => {
  const crossed = await errorsOf('tiny-text-crossed', prompts);
  const plain = await errorsOf('tiny-text-plain', prompts);
  expect(new Set(crossed.flat()).size).toBe(12);
  crossed.flat().forEach((error, index) => {
    expect(error).toBeCloseTo(plain.flat()[index]!, 5);
  });
});

test('text on pixels: an error depends on its own prompt alone', async () => {
  const together = await errorsOf('tiny-text-crossed', prompts);
  const [alone] = await errorsOf('tiny-text-crossed', prompts.slice(2, 3));
  alone!.forEach((error, index) => {
    expect(error).toBeCloseTo(together[2]![index]!, 6);
  });
});

test('texts are nearest that have words in common', async () => {
  const pipeline = await open('tiny-text-crossed');
  const among = ['circle', 'square', 'triangle', 'star'].map((label) => `a photo of a ${label}`);
  const near = await pipeline.nearest({
    prompts: ['a photo of a red star', 'a photo of a blue circle', among[1]!],
    among,
    most: 2,
  });
  expect(near.map((of) => of[0])).toEqual([3, 0, 1]);
  expect(near.map((of) => new Set(of).size)).toEqual([2, 2, 2]);
});

test('a model that reads no text compares none', async () => {
  const pipeline = await open('tiny-crossed');
  await expect(
    pipeline.nearest({ prompts: ['a zebra'], among: ['a cat'], most: 1 }),
  ).rejects.toMatchObject({ code: 'options-invalid' });
});
