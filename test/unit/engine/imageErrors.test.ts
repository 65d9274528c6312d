import { expect, test } from 'vitest';
import { ImageErrors } from '../../../server/src/engine/imageErrors';
import type { ImageOnHost } from '../../../server/src/engine/imageOnHost';
import type { OpenHost } from '../../../server/src/engine/openHost';
import type { Session } from '../../../server/src/engine/session';
import type { Evaluations } from '../../../server/src/host/messages';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { openModelFolder } from '../../../server/src/models';

/** The session of a device that notes what it is asked for. */
function session(name: string, asked: string[]): Session {
  const host = {
    description: { provider: 'cpu', warnings: [] },
    encode: async () => {
      asked.push(`${name} encodes`);
      return { cut: [] };
    },
    prepare: async () => ({ key: 'image' }),
    errors: async () => {
      asked.push(`${name} evaluates`);
      return { l2: [[1]], l1: [[1]], huber: [[1]] };
    },
  };
  return {
    batchSize: () => ({ evaluations: 1 }),
    run: async (_: unknown, __: unknown, work: (one: typeof host) => unknown) => await work(host),
    evaluate: async (_: unknown, image: ImageOnHost, batch: Evaluations) => ({
      errors: await image.errors(host as unknown as OpenHost, batch),
      warnings: [],
    }),
  } as unknown as Session;
}

test('work that steps aside while prompts are read goes on where it has got a place', async () => {
  const model = await openModelFolder('test/fixtures/tiny-sd1');
  const asked: string[] = [];
  const first = session('first', asked);
  const second = session('second', asked);
  // Urgent work takes the first place while the prompts wait to be read.
  const places = [first, second, second];
  const errors = new ImageErrors(
    {
      model,
      source: { file: '/any.png' },
      options: {},
      limits: defaultImageLimits,
      rows: [{ prompt: 'a cat' }],
      untrained: undefined,
      noise: { kind: 'by-row', seed: 0 },
      memory: undefined,
    },
    {
      signal: new AbortController().signal,
      onStep: () => {},
      stepAside: async () => places.shift() ?? second,
    },
  );
  await errors.batchSize();
  await errors.errors([0], [{ timestep: 5, noiseRow: 5 }]);
  expect(asked).toEqual(['second encodes', 'second evaluates']);
});
