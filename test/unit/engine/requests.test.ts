import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Engine } from '../../../server/src/engine';
import type { ClassifyOptions, ClassifyResult, LabelRequest } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';

const model = makeModelFolder();
const uncalibrated = makeModelFolder({ temperature: null });
process.env.FAKE_HOST_STARTS = path.join(mkdtempSync(path.join(tmpdir(), 'hosts-')), 'starts');
const engine = new Engine({ hostEntry: path.join(__dirname, '../../fixtures/hosts/honest.cjs') });
afterAll(() => engine.dispose());

async function classify(
  labels: LabelRequest[],
  options: ClassifyOptions = {},
  { image = '/any.png', folder = model } = {},
): Promise<ClassifyResult> {
  return await engine.classify({ image, labels, model: folder, options });
}

test('results carry the names as they were asked for, best first, summing to one', async () => {
  const result = await classify(['kitty', 'dog', 'frog']);
  expect(result.labels.map(({ label }) => label).sort()).toEqual(['dog', 'frog', 'kitty']);
  expect(result.predicted).toBe(result.labels[0]!.label);
  const probabilities = result.labels.map(({ probability }) => probability!);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
});

test('a prior moves the probabilities by its own odds', async () => {
  const odds = (result: ClassifyResult): number => {
    const of = (name: string) => result.labels.find(({ label }) => label === name)!.probability!;
    return of('cat') / of('dog');
  };
  const even = await classify(['cat', 'dog']);
  const uneven = await classify([
    { label: 'cat', prior: 9 },
    { label: 'dog', prior: 1 },
  ]);
  expect(odds(uneven) / odds(even)).toBeCloseTo(9, 9);
});

test('a smaller budget is a prefix of a larger one', async () => {
  const small = await classify(['cat', 'dog'], { samples: 7, trace: true });
  const large = await classify(['cat', 'dog'], { samples: 90, trace: true });
  expect(large.samples!.slice(0, 7)).toEqual(small.samples);
  expect(large.errors!.cat!.slice(0, 7)).toEqual(small.errors!.cat);
});

test("another budget than the model's own is spent over its stages alike", async () => {
  const folder = makeModelFolder({
    budget: { samples: 40, elimination: 'staged', keep: [2, 1], stages: [10, 40] },
  });
  const result = await classify(['cat', 'dog', 'frog'], { samples: 80 }, { folder });
  expect(result.labels.map(({ samples }) => samples)).toEqual([80, 80, 20]);
});

test('without a temperature there is an order but no probability', async () => {
  const result = await classify(['cat', 'dog'], {}, { folder: uncalibrated });
  expect(result.calibrated).toBe(false);
  expect(result.labels.map(({ probability }) => probability)).toEqual([null, null]);
  expect(result.labels[0]!.error).toBeLessThanOrEqual(result.labels[1]!.error);
});

test("a loss other than the one that the model's temperature was fitted on is not calibrated", async () => {
  expect((await classify(['cat', 'dog'], { loss: 'l1' })).calibrated).toBe(false);
});

test.each([
  [['cat', 'elephant'], {}, /"elephant".*cat/s],
  [['cat', 'dog', 'cat'], {}, /"cat" is listed twice/],
  [['cat', 'kitty'], {}, /"cat" and "kitty" mean the same/],
  [[{ label: 'cat', prior: 2 }, 'dog'], {}, /"dog" has no prior/],
  [
    ['cat', 'dog'],
    { samples: 9, keep: [1], stages: [5] },
    /"samples" is 9, but "stages" ends at 5/,
  ],
  [['cat', 'dog'], { keep: [1] }, /"keep" and "stages" go together/],
  [
    ['cat', 'dog'],
    { elimination: 'none', keep: [1], stages: [5] },
    /belongs to elimination "staged"/,
  ],
] as [LabelRequest[], ClassifyOptions, RegExp][])(
  'labels %j with options %j are refused in words',
  async (labels, options, words) => {
    await expect(classify(labels, options)).rejects.toThrow(words);
  },
);

test('a race that nobody would see the end of is refused before it begins', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `thing ${index}`);
  const folder = makeModelFolder({ labels: names.map((name) => ({ name, synonyms: [] })) });
  const options = { samples: 1_000_000, elimination: 'none' } as const;
  await expect(classify(names, options, { folder })).rejects.toThrow(/20,000,000 evaluations/);
});

test('a prior without a temperature is refused: there is nothing to weigh it against', async () => {
  const labels = [
    { label: 'cat', prior: 2 },
    { label: 'dog', prior: 1 },
  ];
  await expect(classify(labels, {}, { folder: uncalibrated })).rejects.toThrow(
    /calibrat|temperature/,
  );
});

test('the official sample set is not what the temperature was fitted on', async () => {
  const options = { sampleSet: 'official', elimination: 'none', samples: 4 } as const;
  expect((await classify(['cat', 'dog'], options)).calibrated).toBe(false);
});

test.each(['https://example.org/cat.png', 'file://elsewhere/share/cat.png', 'cat.png'])(
  'the image %s is refused by its scheme or host, or for being relative',
  async (image) => {
    await expect(classify(['cat', 'dog'], {}, { image })).rejects.toMatchObject({
      code: 'image-not-readable',
    });
  },
);

test('an unknown model is named', async () => {
  await expect(classify(['cat', 'dog'], {}, { folder: 'no-such-model' })).rejects.toThrow(
    /no-such-model/,
  );
});
