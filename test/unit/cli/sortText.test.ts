import { expect, test } from 'vitest';
import { duplicatesText } from '../../../server/src/cli/duplicatesText';
import { sortText, undoText } from '../../../server/src/cli/sortText';
import type { SortSummary } from '../../../server/src/protocol';

const summary: SortSummary = {
  folder: '/photos',
  to: '/sorted',
  way: 'link',
  labels: [{ label: 'AC/DC', folder: 'AC_DC', images: 1 }],
  images: 1,
  renamed: 1,
  stay: { changed: 1, sorted: 1_200 },
  notSorted: [],
  hardLinked: true,
  log: '/sorted/sort-log.jsonl',
};

test('what was sorted, with the label of a folder that has another name', () => {
  expect(sortText(summary, false).split('\n')).toEqual([
    '1 image of /photos linked to /sorted:',
    '  AC_DC  (AC/DC)        1',
    '1 image got another name, as theirs was taken.',
    'The system refused symbolic links: hard links were made instead.',
    '1 image stays: changed since it was classified.',
    '1,200 images stay: sorted before.',
    'To undo: diffusion-classifier sort --undo "/sorted/sort-log.jsonl"',
  ]);
});

test('nothing to sort', () => {
  const { log: _, hardLinked: __, ...rest } = summary;
  const nothing = { ...rest, labels: [], images: 0, renamed: 0, stay: {} };
  expect(sortText(nothing, true)).toBe('0 images of /photos would be linked to /sorted');
});

test('what is as it was', () => {
  expect(undoText({ restored: 1, kept: [], left: 0 })).toBe('1 image is as it was.');
  expect(undoText({ restored: 2, kept: [], left: 3 })).toBe(
    '2 images are as they were. 3 images could not be brought back.',
  );
});

test('groups of duplicates', () => {
  const version = (images: string[], distance: number) => ({
    content: images[0]!,
    width: 2,
    height: 1,
    bytes: 10,
    distance,
    images,
  });
  const groups = [
    { versions: [version(['a', 'b'], 0)] },
    { versions: [version(['c'], 0), version(['d', 'e'], 1)] },
  ];
  const found = { folder: '/photos', distance: 8, images: 9, groups, failures: [] };
  expect(duplicatesText(found).split('\n')).toEqual([
    'a  2x1, 10 B',
    '  = b',
    'c  2x1, 10 B',
    '  ~ d  2x1, 10 B, 1 bit apart',
    '    = e',
    '9 images: 2 groups with 5 images that are the same, or within 8 of 64 bits',
  ]);
});
