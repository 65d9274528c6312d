import { expect, test } from 'vitest';
import { planRace } from '../../../server/src/engine/raceOptions';
import { openModelFolder } from '../../../server/src/models';
import type { ClassifyOptions } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';

const labels = [0, 0, 0].map((logPrior) => ({ rows: 1, logPrior }));

async function plan(options: ClassifyOptions, classifier: Record<string, unknown> = {}) {
  const model = await openModelFolder(makeModelFolder(classifier));
  return planRace(options, labels, model).race;
}

const budget = {
  samples: 100,
  elimination: 'racing',
  racing: 'approximate',
  delta: 0.1,
  minimum: 8,
  maximum: 60,
};

test("a model's own race, and what a request changes of it", async () => {
  expect(await plan({}, { budget })).toMatchObject({
    elimination: 'racing',
    samples: 100,
    racing: { kind: 'approximate', delta: 0.1, minimum: 8, maximum: 60, undecided: 'leader' },
  });
  const options = { samples: 40, delta: 0.01, minimum: 4, undecided: 'grid' } as const;
  expect(await plan(options, { budget })).toMatchObject({
    samples: 40,
    racing: { kind: 'approximate', delta: 0.01, minimum: 4, maximum: 40, undecided: 'grid' },
  });
});

test('an option of a race asks for one, and one of stages for stages', async () => {
  expect((await plan({ delta: 0.01 })).elimination).toBe('racing');
  expect((await plan({ keep: [1], stages: [5] }, { budget })).elimination).toBe('staged');
  expect(await plan({ elimination: 'staged' }, { budget })).toMatchObject({
    keep: [20, 5, 1],
    stages: [20, 40, 100],
  });
  expect(await plan({ racing: 'approximate', samples: 6 })).toMatchObject({
    racing: { delta: 0.05, minimum: 6, maximum: 6 },
  });
});

test('the official sample set knows stages alone, and is given them unasked', async () => {
  expect((await plan({ sampleSet: 'official' }, { budget })).elimination).toBe('staged');
});

test('a declared bound holds for the loss that it was declared for', async () => {
  const classifier = { differenceBound: 0.04 };
  const bound = async (options: ClassifyOptions) =>
    (await plan({ racing: 'exact', ...options }, classifier)).racing?.bound;
  expect(await bound({})).toBe(0.04);
  expect(await bound({ loss: 'l1' })).toBeNull();
  expect(await bound({ loss: 'l1', bound: 0.5 })).toBe(0.5);
});

test('options of stages and of a race do not go together', async () => {
  await expect(plan({ elimination: 'racing', keep: [1], stages: [5] })).rejects.toThrow(
    'Option "keep" belongs to elimination "staged", but elimination is "racing"',
  );
  await expect(plan({ elimination: 'none', delta: 0.1 })).rejects.toThrow(
    'Option "delta" belongs to elimination "racing"',
  );
  await expect(plan({ bound: 0.1 })).rejects.toThrow('Option "bound" belongs to racing "exact"');
});
