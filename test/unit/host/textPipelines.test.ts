import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ErrorsParams } from '../../../server/src/host/messages';
import { Pipeline } from '../../../server/src/host/pipeline';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const fixture = (name: string) => path.resolve('test/fixtures', name);
const open = (folder: string) => Pipeline.open({ folder, device: { provider: 'cpu', index: 0 } });
const picture = {
  image: { file: fixture('images/rgba-alpha.png') },
  limits: defaultImageLimits,
};

const prompts = ['a photo of a cat', 'a dog', 'two birds', 'nothing'].map((prompt) => ({ prompt }));
const samples = [3, 480, 999].map((timestep) => ({ timestep, noiseRow: timestep }));
const request = (key: string, changes: Partial<ErrorsParams> = {}): ErrorsParams => ({
  key,
  conditionings: prompts,
  samples,
  noise: { kind: 'by-row', seed: 5 },
  ...changes,
});

/** A copy of a fixture in which some parts are those of another. */
async function mixed(name: string, other: string, parts: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mixed-'));
  await cp(fixture(name), folder, { recursive: true });
  for (const part of parts) {
    await rm(path.join(folder, part), { recursive: true });
    await cp(path.join(fixture(other), part), path.join(folder, part), { recursive: true });
    await rm(path.join(folder, part, 'config.json'), { force: true });
  }
  return folder;
}

test.each(['tiny-sd1', 'tiny-sd1-latent-sample', 'tiny-sd1-float16', 'tiny-sd2', 'tiny-sdxl'])(
  'an error of %s depends on its own prompt and sample alone (1e-6 relative)',
  async (name) => {
    const pipeline = await open(fixture(name));
    const { key } = await pipeline.prepare(picture);
    const { l2: together } = await pipeline.errors(request(key));
    expect(new Set(together.flat()).size).toBe(12);
    for (const [row, one] of prompts.entries()) {
      for (const [column, sample] of samples.entries()) {
        const { l2: alone } = await pipeline.errors(
          request(key, { conditionings: [one], samples: [sample] }),
        );
        const expected = together[row]![column]!;
        expect(Math.abs(alone[0]![0]! - expected)).toBeLessThanOrEqual(1e-6 * expected);
      }
    }
  },
);

test('what a prompt means does not depend on the prompts that it is encoded with', async () => {
  const [one, other] = await Promise.all([open(fixture('tiny-sdxl')), open(fixture('tiny-sdxl'))]);
  const { key } = await one.prepare(picture);
  await other.prepare(picture);
  await one.encode({ conditionings: prompts });
  for (const prompt of prompts.toReversed()) await other.encode({ conditionings: [prompt] });
  const { l2: first } = await one.errors(request(key));
  const { l2: second } = await other.errors(request(key));
  second.flat().forEach((value, index) => {
    expect(Math.abs(value - first.flat()[index]!)).toBeLessThanOrEqual(1e-6 * value);
  });
});

test.each([
  ['the denoiser of SDXL', 'tiny-sd1', 'tiny-sdxl', ['unet'], /as that of SDXL.*1 text encoder:/],
  ['the denoiser of SD', 'tiny-sdxl', 'tiny-sd1', ['unet'], /no text_embeds.*2 text encoders/],
  ['a text encoder of SD', 'tiny-sdxl', 'tiny-sd2', ['text_encoder'], /output hidden_states/],
])('%s in the folder of another model is refused by name', async (_, name, other, parts, said) => {
  const folder = await mixed(name, other, parts);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(said),
    details: { folder },
  });
  await rm(folder, { recursive: true });
});
