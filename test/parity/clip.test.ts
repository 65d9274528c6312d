import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ClipScorer } from '../../server/src/host/clip';
import { defaultImageLimits } from '../../server/src/imageLimits';
import golden from './golden/clip.json';

/** |actual - wanted| <= 1e-4 + 1e-3 |wanted|, as the exporters compare. */
function expectNear(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  const beyond = actual.flatMap((value, index) => {
    const distance = Math.abs(value - wanted[index]!);
    return distance <= 1e-4 + 1e-3 * Math.abs(wanted[index]!) ? [] : [{ index, value, distance }];
  });
  expect(beyond).toEqual([]);
}

const device = { provider: 'cpu', index: 0 } as const;
const limits = defaultImageLimits;

/** exp(logit_scale) of the tiny CLIP, which only the graph of both encoders tells. */
const learntScale = Math.exp(3.5);

describe.each([
  { folder: 'tiny-clip', scale: 100 },
  { folder: 'tiny-clip-joint', scale: learntScale },
])('$folder against transformers', ({ folder, scale }) => {
  let scorer: ClipScorer;

  beforeAll(async () => {
    scorer = await ClipScorer.open({ folder: path.resolve('test/fixtures', folder), device });
  });

  test.each(golden.images.map((dataUri, index) => ({ dataUri, index })))(
    'cosines of image $index with every label, several prompts among them',
    async ({ dataUri, index }) => {
      const scores = await scorer.scores({
        image: { dataUri },
        limits,
        labels: golden.labels,
      });
      const cosines = golden.scores[index]!.map((score) => score / learntScale);
      expectNear(
        scores.map((score) => score / scale),
        cosines,
      );
    },
  );

  test('a prompt that is too long is cut as transformers cuts it, and said', async () => {
    const { cut } = await scorer.encode({ labels: golden.labels });
    expect(cut.map(({ prompt }) => prompt)).toEqual([golden.labels[3]![0]]);
  });
});
