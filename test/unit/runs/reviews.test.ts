import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunRow } from '../../../server/src/protocol';
import { reviewLine } from '../../../server/src/runs/reviewLine';
import { Reviews } from '../../../server/src/runs/reviews';
import { goneLine, rowLine } from '../../../server/src/runs/rowLine';
import { RowTable } from '../../../server/src/runs/rowTable';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';

const modified = '2026-11-23T18:00:00.123Z';

function row(image: string, more: Partial<RunRow> = {}): RunRow {
  const failure = { code: 'image-not-decodable', message: 'It is cut.' };
  return { image, bytes: 7, modified, failure, ...more };
}

const stamped = (image: string, label?: string | null) => ({ image, bytes: 7, modified, label });

/** A run's folder with these rows, and as many tables of it as are asked for. */
function runWith(...rows: RunRow[]) {
  const folder = temporaryFolder();
  const files = { rows: path.join(folder, 'rows.jsonl'), reviews: path.join(folder, 'r.jsonl') };
  writeFileSync(files.rows, rows.map(rowLine).join(''));
  const table = () => new RowTable(files.rows, new Reviews(files.reviews), ({ image }) => image);
  return { ...files, table };
}

/** `a: cat`, of all that has a review. */
async function said(table: RowTable<string>): Promise<string[]> {
  const rows = await table.rows(({ facts }) => [...facts].sort());
  return rows.flatMap(({ image, review }) => (review ? [`${image}: ${review.label}`] : []));
}

test('what is said last counts; it is said again, passed over and taken back', async () => {
  const { table } = runWith(row('a'), row('b'), row('c'));
  const one = table();
  await one.review([
    { image: 'a', label: 'cat' },
    { image: 'b', label: null },
    { image: 'c', label: 'dog' },
  ]);
  expect(await said(one)).toEqual(['a: cat', 'b: null', 'c: dog']);
  await one.review([{ image: 'a', label: 'ship' }, { image: 'a', label: 'dog' }, { image: 'c' }]);
  expect(await said(one)).toEqual(['a: dog', 'b: null']);
  expect(await said(table())).toEqual(['a: dog', 'b: null']);
});

test('the time of a review is kept with it', async () => {
  const { table } = runWith(row('a'));
  await table().review([{ image: 'a', label: 'cat' }]);
  const { review } = (await table().row('a'))!;
  expect(Math.abs(Date.parse(review!.reviewed) - Date.now())).toBeLessThan(60_000);
  expect(review!.reviewed).toMatch(/Z$/);
});

test('two who review the same run see what the other one says', async () => {
  const { table } = runWith(row('a'), row('b'));
  const [one, other] = [table(), table()];
  expect(await said(one)).toEqual([]);
  await other.review([{ image: 'a', label: 'cat' }]);
  await one.review([{ image: 'b', label: 'dog' }]);
  expect(await said(one)).toEqual(['a: cat', 'b: dog']);
  expect(await said(other)).toEqual(['a: cat', 'b: dog']);
});

test('an image has its review only while it is the file that was classified', async () => {
  const { rows, table } = runWith(row('a'), row('b'));
  const one = table();
  await one.review([
    { image: 'a', label: 'cat' },
    { image: 'b', label: 'cat' },
  ]);
  appendFileSync(rows, rowLine(row('a', { bytes: 8 })) + goneLine('b'));
  expect(await said(one)).toEqual([]);
  await one.review([{ image: 'a', label: 'dog' }]);
  expect(await said(table())).toEqual(['a: dog']);
  await expect(one.review([{ image: 'b', label: 'dog' }])).rejects.toMatchObject({
    code: 'image-not-found',
  });
});

test('of a request with an image that is no row, nothing is kept', async () => {
  const { table } = runWith(row('a'));
  const refused = table().review([
    { image: 'a', label: 'cat' },
    { image: '../a', label: 'cat' },
  ]);
  await expect(refused).rejects.toMatchObject({
    code: 'image-not-found',
    message: expect.stringContaining('../a has no row'),
    details: { image: '../a' },
  });
  expect(await said(table())).toEqual([]);
});

test('wherever a process ends in a line, all of it is lost or none, and the next one is whole', async () => {
  const { reviews, table } = runWith(row('a'), row('b'), row('c'));
  const whole = Buffer.from(
    reviewLine('then', [stamped('a', 'cat')]) +
      reviewLine('then', [stamped('a'), stamped('b', '犬')]),
  );
  const first = reviewLine('then', [stamped('a', 'cat')]).length;
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(reviews, whole);
    truncateSync(reviews, length);
    await table().review([{ image: 'c', label: 'ship' }]);
    // A line that lacks its end alone is made whole by the next one.
    const before = length < first - 1 ? [] : length < whole.length - 1 ? ['a: cat'] : ['b: 犬'];
    expect(await said(table())).toEqual([...before, 'c: ship']);
  }
});

test('what is no review is passed over', async () => {
  const { reviews, table } = runWith(row('a'));
  writeFileSync(reviews, 'garbage\n{"reviewed":"then"}\n[]\n{"reviewed":"then","reviews":[1]}\n');
  await table().review([{ image: 'a', label: 'cat' }]);
  expect(await said(table())).toEqual(['a: cat']);
});

test('ten thousand images are one line, written at once', async () => {
  const images = Array.from({ length: 10_000 }, (_, index) => `${index}.png`);
  const { reviews, table } = runWith(...images.map((image) => row(image)));
  const one = table();
  await one.review(images.map((image) => ({ image, label: 'cat' })));
  expect(readFileSync(reviews, 'utf8').split('\n')).toHaveLength(3);
  expect(await said(one)).toHaveLength(10_000);
});

test('a disk without room keeps nothing, and says so', async () => {
  const { reviews, rows, table } = runWith(row('a'));
  const handle = await open(rows);
  const write = vi.spyOn(Object.getPrototypeOf(handle), 'write');
  await handle.close();
  onTestFinished(() => write.mockRestore());
  write.mockResolvedValueOnce({ bytesWritten: 5 });
  await expect(table().review([{ image: 'a', label: 'cat' }])).rejects.toMatchObject({
    code: 'file-not-writable',
    details: { file: reviews, reason: 'ENOSPC' },
  });
  expect(await said(table())).toEqual([]);
});

test('reviews change their own version, not that of the rows', async () => {
  const { table } = runWith(row('a'));
  const one = table();
  const versions: [number, number][] = [];
  const look = () =>
    one.rows(({ version, reviewVersion }) => {
      versions.push([version, reviewVersion]);
      return [];
    });
  await look();
  await one.review([{ image: 'a', label: 'cat' }]);
  await look();
  expect(versions[1]![0]).toBe(versions[0]![0]);
  expect(versions[1]![1]).not.toBe(versions[0]![1]);
});
