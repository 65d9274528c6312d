import path from 'node:path';
import { expect, test } from 'vitest';
import { labelsBelow } from '../../../server/src/engine';
import type { ClassifyOptions, LabelTree } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

const names = ['cat', 'dog', 'frog', 'car', 'ship', 'plane'];
const closed = makeModelFolder({
  labels: names.map((name) => ({ name, synonyms: [] })),
});
const reader = path.resolve('test/fixtures/tiny-sd1');
const image = '/any.png';

const tree: LabelTree = { animal: ['cat', 'dog', 'frog'], vehicle: ['car', 'ship', 'plane'] };
const rule: ClassifyOptions = { elimination: 'none', samples: 20 };

function asked(hierarchy: LabelTree, keep?: number, model = closed) {
  const shortlist = keep === undefined ? { hierarchy } : { hierarchy, keep };
  return { image, labels: labelsBelow(hierarchy), model, options: { ...rule, shortlist } };
}

test('of a closed vocabulary a parent is its best child at the first 12 samples', async () => {
  const engine = engineOn('honest');
  const { labels } = await engine.classify({
    image,
    labels: names,
    model: closed,
    options: { elimination: 'none', samples: 12 },
  });
  const best = labels[0]!.label;
  const [parent, children] = Object.entries(tree).find(([, below]) =>
    (below as string[]).includes(best),
  )!;
  const result = await engine.classify(asked(tree));
  expect(result.shortlist).toEqual({
    parents: [parent],
    kept: children,
    dropped: 3,
    evaluations: 6 * 12,
    seconds: expect.any(Number),
  });
  expect(result.labels.map(({ label }) => label).sort()).toEqual(
    [...(children as string[])].sort(),
  );
  expect(result.evaluations).toBe(6 * 12 + 3 * 20);
});

test('a model that reads text is asked for the parents themselves', async () => {
  const { shortlist } = await engineOn('honest').classify(asked(tree, 1, reader));
  expect(shortlist!.evaluations).toBe(2 * 12);
});

test('level by level, the best parents of each are kept', async () => {
  const deep: LabelTree = {
    animal: { pet: ['cat', 'dog'], wild: ['frog'] },
    vehicle: { road: ['car'], other: { sea: ['ship'], air: ['plane'] } },
  };
  const engine = engineOn('honest');
  const one = await engine.classify(asked(deep, 1, reader));
  expect(one.shortlist!.parents![0]).toMatch(/^(animal|vehicle)$/);
  expect(one.shortlist!.parents!.length).toBeGreaterThanOrEqual(2);
  expect(one.labels.length).toBeLessThanOrEqual(2);
  const all = await engine.classify(asked(deep, 4, reader));
  expect(all.shortlist).toMatchObject({
    parents: ['animal', 'vehicle', 'pet', 'wild', 'road', 'other', 'sea', 'air'],
    kept: ['cat', 'dog', 'frog', 'car', 'ship', 'plane'],
    dropped: 0,
    evaluations: 0,
  });
});

test('the prior of a parent is that of all below it', async () => {
  const heavy = names.map((label) => ({ label, prior: label === 'ship' ? 1e6 : 1e-6 }));
  const { shortlist } = await engineOn('honest').classify({ ...asked(tree), labels: heavy });
  expect(shortlist!.parents).toEqual(['vehicle']);
});

test('standings are of labels, never of parents', async () => {
  const seen = new Set<string>();
  await engineOn('honest').classify(asked(tree), {
    onStanding: ({ labels }) => {
      for (const { label } of labels) seen.add(label);
    },
  });
  expect([...seen].every((label) => names.includes(label))).toBe(true);
});

test.each<[ClassifyOptions, string]>([
  [{ noneOfThese: true }, 'noneOfThese'],
  [{ elimination: 'racing', racing: 'exact' }, 'bound'],
])(
  'what is wrong with options is said before parents are compared: %j',
  async (options, option) => {
    const request = asked(tree);
    const failure = await failureOf(
      engineOn('honest').classify({ ...request, options: { ...request.options, ...options } }),
    );
    expect(failure).toMatchObject({ code: 'options-invalid', details: { option } });
    expect(starts()).toBe(0);
  },
);

test('what the model warns of itself is said once, though it is asked about parents, too', async () => {
  const { warnings } = await engineOn('warns').classify(asked(tree));
  expect(warnings).toHaveLength(1);
});

test.each<[LabelTree, string]>([
  [{ animal: ['cat', 'dog', 'frog', 'moose'], vehicle: ['car', 'ship', 'plane'] }, '"moose"'],
  [{ animal: ['cat', 'dog', 'frog'], vehicle: ['car', 'ship'] }, 'Label "plane" has no place'],
  [{ animal: ['cat', 'dog', 'frog', 'car'], vehicle: ['car', 'ship', 'plane'] }, '"car" twice'],
])('a hierarchy that does not fit the labels is refused: %j', async (hierarchy, problem) => {
  const failure = await failureOf(
    engineOn('honest').classify({ ...asked(hierarchy), labels: names }),
  );
  expect(failure).toMatchObject({
    code: 'labels-invalid',
    message: expect.stringContaining(problem),
  });
});
