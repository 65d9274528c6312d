import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine';
import { match } from '../../server/src/matching';
import type { MatchReport } from '../../server/src/protocol';
import { bundleHost } from '../fixtures/hostBundle';

type Count = Record<'groups' | 'text' | 'image' | 'group', number>;

/** Made by make_winoground.py, which calls the functions of the paper's own run_winoground.py. */
const golden: {
  seed: number;
  samples: number;
  counts: Record<string, Count>;
  groups: { id: string; errors: number[][]; text: boolean; image: boolean; group: boolean }[];
} = JSON.parse(readFileSync(path.join(__dirname, 'golden/winoground.json'), 'utf8'));

let hostEntry: string;
let report: MatchReport;
beforeAll(async () => {
  hostEntry = await bundleHost();
  const engine = new Engine({ hostEntry });
  const { seed, samples } = golden;
  const matched = await match(
    engine,
    {
      source: path.resolve('test/fixtures/winoground'),
      model: path.resolve('test/fixtures/tiny-sd1'),
      options: { sampleSet: 'official', preprocessing: 'official', seed, samples, loss: 'l2' },
    },
    {},
  );
  engine.dispose();
  report = matched.report;
}, 120_000);
afterAll(() => rmSync(hostEntry));

test('every pair has the error that the code of the paper gives it', () => {
  expect(report.groups.map(({ id }) => id)).toEqual(golden.groups.map(({ id }) => id));
  const beyond = golden.groups.flatMap(({ id, errors }, group) =>
    errors.flatMap((row, image) =>
      row.flatMap((wanted, caption) => {
        const value = report.groups[group]!.errors[image]![caption]!;
        return Math.abs(value - wanted) <= 1e-6 + 1e-6 * Math.abs(wanted)
          ? []
          : [{ id, image, caption, value, wanted }];
      }),
    ),
  );
  expect(beyond).toEqual([]);
});

test('the same groups are right, of every kind, and the counts by tag are the same', () => {
  expect(report.groups.map(({ id, correct }) => ({ id, ...correct }))).toEqual(
    golden.groups.map(({ errors: _, ...scores }) => scores),
  );
  const { all, ...byTag } = golden.counts;
  expect(Math.min(all!.text, all!.image, all!.group)).toBeGreaterThan(0);
  const counted = ({ groups, scores }: MatchReport['scores'][number]): Count => ({
    groups,
    text: scores.text!.count,
    image: scores.image!.count,
    group: scores.group!.count,
  });
  expect(counted(report.scores[0]!)).toEqual(all);
  for (const [tag, count] of Object.entries(byTag)) {
    expect(counted(report.scores.find((scores) => scores.tag === tag)!)).toEqual(count);
  }
});
