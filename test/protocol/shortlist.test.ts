import path from 'node:path';
import { expect, test } from 'vitest';
import { classify, errorAnswer, pictureFolder, startServer } from './serverProcess';

const clip = path.resolve(__dirname, '../fixtures/tiny-clip');
const joint = path.resolve(__dirname, '../fixtures/tiny-clip-joint');
const reader = path.resolve(__dirname, '../fixtures/tiny-sd1');
const labels = ['a cat', 'a dog', 'a bicycle', 'a ship', 'an airplane'];
const rule = { samples: 2, elimination: 'none' } as const;

test('CLIP in front of Stable Diffusion, in both layouts of the hub: the same labels', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const results = [];
  for (const model of [clip, joint]) {
    const options = { ...rule, shortlist: { model, keep: 2 } };
    results.push(await classify(server, { image: uri, labels, model: reader, options }));
  }
  const [one, other] = results;
  expect(one!.shortlist).toMatchObject({ model: 'tiny-clip', keep: 2, dropped: 3, evaluations: 0 });
  expect(one!.labels.map(({ label }) => label).sort()).toEqual([...one!.shortlist!.kept].sort());
  expect(one!.evaluations).toBe(4);
  expect(other!.labels).toEqual(one!.labels);
});

test('a hierarchy in front of a model that reads text', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const hierarchy = {
    animal: ['a cat', 'a dog'],
    vehicle: { 'on land': ['a bicycle'], other: ['a ship', 'an airplane'] },
  };
  const options = { ...rule, shortlist: { hierarchy, keep: 1 } };
  const result = await classify(server, { image: uri, labels, model: reader, options });
  const { parents, kept, evaluations } = result.shortlist!;
  expect(['animal', 'vehicle']).toContain(parents![0]);
  expect(result.labels).toHaveLength(kept.length);
  expect(result.evaluations).toBe(evaluations + 2 * kept.length);
});

test.each([
  ['no CLIP folder', { model: reader }, 'model-invalid'],
  ['a label that has no place', { hierarchy: { animal: ['a cat', 'a dog'] } }, 'labels-invalid'],
])('%s is refused with its code', async (_, shortlist, code) => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const asked = {
    image: uri,
    labels,
    model: reader,
    options: { ...rule, shortlist: { ...shortlist, keep: 1 } },
  };
  const error = await errorAnswer(classify(server, asked));
  expect(error.data).toMatchObject({ code });
});

test.each([
  [{ keep: 3 }],
  [{ model: clip, hierarchy: { animal: ['a cat'] } }],
  [{ hierarchy: { animal: [] } }],
  [{ hierarchy: Array.from({ length: 50 }).reduce<unknown>((below) => ({ below }), ['a cat']) }],
])('a shortlist such as %j is no valid option', async (shortlist) => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const asked = { image: uri, labels, options: { shortlist } };
  const error = await errorAnswer(server.client.sendRequest('diffusionClassifier/classify', asked));
  expect(error.message).toContain('shortlist');
});
