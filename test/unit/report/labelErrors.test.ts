import { expect, test } from 'vitest';
import type { RowResult, RunRow } from '../../../server/src/protocol';
import { runReport } from '../../../server/src/report';
import { answer, inTurn, rowOf, summaryOf } from './makeRows';

const labels = ['cat', 'dog', 'fox'];

/** A cat by its label, a dog by the model. */
function doubted(margin: number, probability: number | null = 0.01): RowResult {
  const result = answer({ dog: probability === null ? null : 1 - probability, cat: probability });
  result.labels[1]!.margin = margin;
  return result;
}

async function labelErrors(rows: RunRow[], limit?: number) {
  return (await runReport(inTurn(rows), summaryOf(labels), limit)).measured!.labelErrors;
}

test('the label with the widest margin is the most suspicious, with what speaks for it', async () => {
  const found = await labelErrors([
    rowOf('cat/a.png', 'cat', doubted(0.001, 0.2)),
    rowOf('cat/b.png', 'cat', doubted(0.004, 0.0001)),
    rowOf('cat/c.png', 'cat', answer({ cat: 0.9, dog: 0.1 })),
    rowOf('cat/d.png', 'cat', doubted(0.002, 0.03)),
  ]);
  expect(found).toEqual({
    candidates: 3,
    notCompared: 0,
    images: [
      {
        ...{ image: 'cat/b.png', truth: 'cat', predicted: 'dog' },
        ...{ probability: 0.9999, truthProbability: 0.0001, margin: 0.004 },
      },
      expect.objectContaining({ image: 'cat/d.png' }),
      expect.objectContaining({ image: 'cat/a.png' }),
    ],
  });
});

test('a model that is not calibrated has an order, too, and no probabilities', async () => {
  const rows = [0.001, 0.003].map((margin) => rowOf(`${margin}.png`, 'cat', doubted(margin, null)));
  const { images } = await labelErrors(rows);
  expect(images.map(({ image }) => image)).toEqual(['0.003.png', '0.001.png']);
  expect(images[0]).toMatchObject({ probability: null, truthProbability: null });
});

test('what a shortlist left out was not compared, and comes last', async () => {
  const left = rowOf('a.png', 'fox', answer({ dog: 0.99, cat: 0.01 }));
  const found = await labelErrors([left, rowOf('b.png', 'cat', doubted(0.000_01, 0.4))]);
  expect(found).toMatchObject({ candidates: 2, notCompared: 1 });
  expect(found.images.map(({ image }) => image)).toEqual(['b.png', 'a.png']);
  expect(found.images[1]).toMatchObject({ truthProbability: null, margin: null });
});

test('of many the most suspicious are kept, and all are counted', async () => {
  const rows = Array.from({ length: 1_000 }, (_, index) =>
    rowOf(`${index}.png`, 'cat', doubted(((index * 7) % 1_000) / 1_000)),
  );
  const margins = Array.from({ length: 100 }, (_, place) => (999 - place) / 1_000);
  const found = await labelErrors(rows);
  expect(found.candidates).toBe(1_000);
  expect(found.images.map(({ margin }) => margin)).toEqual(margins);
  expect((await labelErrors(rows, 3)).images).toEqual(found.images.slice(0, 3));
});

test('of equally suspicious ones the first path is first', async () => {
  const rows = ['b', 'c', 'a'].map((name) => rowOf(name, 'cat', doubted(0.002)));
  expect((await labelErrors(rows)).images.map(({ image }) => image)).toEqual(['a', 'b', 'c']);
});
