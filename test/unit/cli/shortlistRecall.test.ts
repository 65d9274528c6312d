import { describe, expect, test } from 'vitest';
import { fewestImages, recallReport, recallText } from '../../../server/src/cli/shortlistRecall';

/** Ranks of right labels, so many of each from rank 0 on. */
const ranks = (...counts: number[]) =>
  counts.flatMap((count, rank) => new Array<number>(count).fill(rank));

describe('recall', () => {
  test('is the share of images whose label is among the first, rising to all', () => {
    const { rows } = recallReport(ranks(70, 20, 0, 10), 5, 0.8);
    expect(rows.map(({ keep, recall }) => [keep, recall])).toEqual([
      [1, 0.7],
      [2, 0.9],
      [3, 0.9],
      [4, 1],
      [5, 1],
    ]);
  });

  test('the smallest number whose whole interval is above what is asked for is chosen', () => {
    // Wilson's interval of 90 of 100 begins at 0.826, that of all 100 at 0.963.
    const report = (wanted: number) => recallReport(ranks(70, 20, 0, 10), 5, wanted).chosen?.keep;
    expect([report(0.6), report(0.82), report(0.83), report(0.96), report(0.97)]).toEqual([
      1,
      2,
      4,
      4,
      undefined,
    ]);
  });

  test('all labels are no shortlist', () => {
    expect(recallReport(ranks(0, 0, 1_000), 3, 0.5).chosen).toBeUndefined();
    expect(recallReport(ranks(1_000), 1, 0.5).chosen).toBeUndefined();
  });

  test.each([
    [0.95, 73],
    [0.99, 381],
  ])('to show %d takes %i images, were all of them right', (wanted, images) => {
    expect(fewestImages(wanted)).toBe(images);
    expect(recallReport(ranks(images), 2, wanted).chosen?.keep).toBe(1);
    expect(recallReport(ranks(images - 1), 2, wanted).chosen).toBeUndefined();
  });

  test('of a thousand labels some are shown, the chosen number among them', () => {
    const report = recallReport(ranks(...new Array<number>(30).fill(100)), 1_000, 0.95);
    expect(report.chosen?.keep).toBe(29);
    const kept = recallText(report, 'clip')
      .split('\n')
      .slice(2)
      .map((line) => Number(line.trim().split(' ')[0]));
    expect(kept).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 29, 50, 100, 200, 500, 1_000]);
  });
});
