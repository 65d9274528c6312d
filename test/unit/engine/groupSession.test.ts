import { expect, test } from 'vitest';
import { BatchSize } from '../../../server/src/engine/batchSize';
import { GroupPlace, GroupSession } from '../../../server/src/engine/groupSession';
import type { HostSession } from '../../../server/src/engine/hostSession';
import { ImageOnHost } from '../../../server/src/engine/imageOnHost';
import type { OpenHost } from '../../../server/src/engine/openHost';
import type { Evaluations, ImageEvaluations } from '../../../server/src/host/messages';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import type { ModelFolder } from '../../../server/src/models';

const model = { id: 'any' } as ModelFolder;
const { signal } = new AbortController();
const noise = { kind: 'by-row', seed: 0 } as const;

function batch(evaluations: number): Evaluations {
  const samples = Array.from({ length: evaluations }, (_, timestep) => ({
    timestep,
    noiseRow: timestep,
  }));
  return { conditionings: [{ classIndex: 1 }], samples, noise };
}

function imageOf(name: string): ImageOnHost {
  return new ImageOnHost(
    { source: { file: name }, options: {}, limits: defaultImageLimits },
    signal,
  );
}

function errorsOf({ samples }: Pick<ImageEvaluations, 'samples'>) {
  const row = samples.map(({ timestep }) => timestep);
  return { l2: [row], l1: [row], huber: [row] };
}

/** A group on a host that holds each batch back until it is let go; what it was asked, by image. */
function groupOn(size: number) {
  const asked: string[][] = [];
  const held: (() => void)[] = [];
  const computed = async (images: readonly string[]) => {
    asked.push([...images]);
    await new Promise<void>((resolve) => held.push(resolve));
  };
  const host: Partial<OpenHost> = {
    description: { provider: 'cpu', warnings: [] },
    prepare: async ({ image }) => ({ key: (image as { file: string }).file }),
    errors: async ({ key, ...params }) => {
      await computed([key]);
      return errorsOf(params);
    },
    errorsOfImages: async ({ images }) => {
      await computed(images.map(({ key }) => key));
      return images.map(errorsOf);
    },
  };
  const session = {
    batchSize: () => new BatchSize(size, true),
    run: async (_model: unknown, _image: string, work: (open: OpenHost) => Promise<unknown>) =>
      await work(host as OpenHost),
    evaluate: async (_model: unknown, image: ImageOnHost, part: Evaluations) => ({
      errors: await image.errors(host as OpenHost, part),
      warnings: [],
    }),
  };
  const group = new GroupSession(
    model,
    { stepAside: async () => session as unknown as HostSession, isDue: () => false },
    signal,
  );
  const evaluate = async (name: string, evaluations: number) => {
    const place = await GroupPlace.in(group);
    const { errors } = await place.evaluate(model, imageOf(name), batch(evaluations));
    return errors.l2[0]!.length;
  };
  const letGo = async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    held.shift()!();
  };
  return { asked, evaluate, letGo };
}

test('what is asked while a batch is computed goes into the next one, as far as it has room', async () => {
  const { asked, evaluate, letGo } = groupOn(10);
  const first = evaluate('a', 4);
  await expect.poll(() => asked.length).toBe(1);
  const later = [evaluate('b', 4), evaluate('c', 5), evaluate('d', 3), evaluate('e', 12)];
  await letGo();
  expect(await first).toBe(4);
  for (const _ of [1, 2, 3]) await letGo();
  expect(await Promise.all(later)).toEqual([4, 5, 3, 12]);
  expect(asked).toEqual([['a'], ['b', 'c'], ['d'], ['e']]);
});
