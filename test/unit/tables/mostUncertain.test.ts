import { expect, test } from 'vitest';
import type { LabelResult, RunRow } from '../../../server/src/protocol';
import { mostUncertain } from '../../../server/src/tables';
import { broken, cat, each, label } from './rows';

function answered(image: string, labels: LabelResult[], decided?: boolean): RunRow {
  const { result, ...row } = cat(image);
  const { decided: _, ...rest } = result!;
  return { ...row, result: { ...rest, labels, ...(decided !== undefined && { decided }) } };
}

const sure = answered('sure', [label('cat', 0.9, 0), label('dog', 0.1, 0.1)], true);
const close = answered('close', [label('cat', 0.51, 0), label('dog', 0.49, 0.5)], true);
const closer = answered('closer', [label('cat', 0.4, 0), label('dog', 0.395, 0.6)]);
const undecided = answered('undecided', [label('cat', 0.95, 0), label('dog', 0.05, 0.1)], false);

async function namesOf(rows: RunRow[], count: number): Promise<string[]> {
  return (await mostUncertain(each(rows), count)).map(({ image }) => image);
}

test('undecided races come first, then the smallest leads', async () => {
  const rows = [sure, close, undecided, broken('broken'), closer];
  expect(await namesOf(rows, 10)).toEqual(['undecided', 'closer', 'close', 'sure']);
  expect(await namesOf(rows, 2)).toEqual(['undecided', 'closer']);
  expect(await namesOf(rows, 0)).toEqual([]);
});

test('without probabilities the margin of error tells', async () => {
  const rows = [0.3, 0.1, 0.2].map((margin) =>
    answered(`${margin}`, [label('cat', null, 0), label('dog', null, margin)]),
  );
  expect(await namesOf(rows, 2)).toEqual(['0.1', '0.2']);
});

test('an image with one label alone has nothing to be uncertain between', async () => {
  expect(await namesOf([answered('one', [label('cat', 1, 0)])], 10)).toEqual([]);
});

test('the order of rows does not matter, and equal ones come by name', async () => {
  const rows = Array.from({ length: 50 }, (_, at) =>
    answered(`${at % 7}-${at}`, [label('cat', 0.5, 0), label('dog', 0.5 - (at % 7) / 100, 0.1)]),
  );
  const first = await namesOf(rows, 12);
  expect(await namesOf([...rows].reverse(), 12)).toEqual(first);
  expect(first).toEqual([...first].sort());
  expect(first).toHaveLength(12);
});
