import { expect, test, vi } from 'vitest';
import type { LabelSet } from '../../../client/src/labelSets/labelSet';
import {
  type LabelSetItem,
  type LabelSetOffers,
  labelSetItems,
  typedItem,
} from '../../../client/src/labelSets/labelSetItems';

vi.mock('vscode', () => import('./vscode'));

const pets: LabelSet = {
  name: 'Pets',
  labels: ['cat', 'dog'],
  source: { kind: 'file', uri: 'file:///pets.labels.json' },
};
const found = { name: 'Pets', source: pets.source!, set: pets };
const broken = {
  name: 'broken',
  source: { kind: 'setting', name: 'broken' } as const,
  problem: 'Expected at least two labels.',
};

function items(offers: Partial<LabelSetOffers>): LabelSetItem[] {
  return labelSetItems({ recent: [], found: [], proposed: [], ...offers });
}

/** Without headings. */
function labels(offers: Partial<LabelSetOffers>): string[] {
  return items(offers)
    .filter(({ kind }) => kind === undefined)
    .map(({ label }) => label);
}

test('what was used last comes first, and no set twice', () => {
  const recent = [pets, { labels: ['sun', 'rain'] }, { ...pets, name: 'Older' }];
  expect(labels({ recent, found: [found] })).toEqual(['Pets', 'sun, rain', 'Type Labels...']);
});

test('a set that cannot be used comes after those that can, says why and leads to its place', () => {
  const list = items({ found: [broken, found] }).filter(({ choice }) => choice);
  expect(list.map(({ label }) => label)).toEqual(['Pets', 'broken', 'Type Labels...']);
  expect(list[1]).toMatchObject({
    detail: broken.problem,
    choice: { kind: 'edit', source: broken.source },
  });
});

test('labels are proposed to who has used none', () => {
  const proposed = ['cat', 'dog'];
  expect(labels({ proposed })).toEqual(['cat, dog', 'Type Labels...']);
  expect(labels({ proposed, recent: [pets] })).toEqual(['Pets', 'Type Labels...']);
  expect(labels({ proposed: ['cat'] })).toEqual(['Type Labels...']);
});

test('names of folders are offered', () => {
  const folders = { name: 'birds', labels: ['owl', 'wren'] };
  const [item] = items({ folders }).filter(({ choice }) => choice);
  expect(item).toMatchObject({
    label: 'From Folder Names in birds',
    description: 'owl, wren',
    choice: { kind: 'use', set: { labels: ['owl', 'wren'] } },
  });
});

test('kept sets can be edited, typed ones saved', () => {
  const kinds = ({ choices }: LabelSetItem) => [...(choices?.values() ?? [])].map((c) => c.kind);
  const list = items({ recent: [{ labels: ['a', 'b'] }], found: [found] });
  expect(list.flatMap(kinds)).toEqual(['save', 'edit']);
});

test('what is typed is labels when there are two', () => {
  expect(typedItem('owl, wren')?.choice).toEqual({
    kind: 'use',
    set: { labels: ['owl', 'wren'] },
  });
  for (const value of ['', 'owl', 'owl,', 'owl, Owl']) expect(typedItem(value)).toBeUndefined();
});

test('labels that read like icons, and endless ones, are text of one line', () => {
  const [item] = items({ recent: [{ labels: ['$(bug)', 'word '.repeat(100).trim()] }] }).filter(
    ({ choice }) => choice,
  );
  expect(item?.label).toMatch(/^\\\$\(bug\), word.*…$/);
  expect(item?.label.length).toBeLessThan(120);
});
