import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { LabelResult, RunRow } from '../../../server/src/protocol';
import { exportRows, readRows, readTable } from '../../../server/src/tables';
import { all } from './all';
import { each, ran } from './rows';

// Each run writes and syncs several files.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(path.join(tmpdir(), 'tables-'));

/** Any text, and often one of those that formats of tables stumble over. */
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      ',',
      ';',
      '\t',
      '\n',
      '\r',
      '=',
      '-',
      '\u2028',
      '\uFEFF',
      '🐈',
      '\\',
    ),
    minLength: 1,
  }),
);
/** No name of a file has a NUL in it. */
const image = text.map((name) => name.replaceAll('\0', '0'));
// Neither JSON nor CSV tells -0 from 0.
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (value === 0 ? 0 : value));
const probability = fc.option(fc.double({ noNaN: true, min: 0, max: 1 }).map(Math.abs));
const label: fc.Arbitrary<LabelResult> = fc.record(
  {
    label: text,
    probability,
    error: number,
    samples: fc.nat(),
    margin: number,
    none: fc.constant(true as const),
  },
  { requiredKeys: ['label', 'probability', 'error', 'samples', 'margin'] },
);
const stamp = {
  image,
  bytes: fc.maxSafeNat(),
  modified: fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
};
const result = fc.record(
  {
    predicted: text,
    labels: fc.array(label, { minLength: 1, maxLength: 4 }),
    evaluations: fc.nat(),
    seconds: number,
    decided: fc.boolean(),
    provider: fc.constantFrom('cpu' as const, 'cuda' as const),
  },
  { requiredKeys: ['predicted', 'labels', 'evaluations', 'seconds'] },
);
const row: fc.Arbitrary<RunRow> = fc.oneof(
  fc
    .record(
      { ...stamp, truth: text, result },
      { requiredKeys: ['image', 'bytes', 'modified', 'result'] },
    )
    .map(({ result: found, ...rest }) => ({
      ...rest,
      result: { ...found, remembered: 0, calibrated: found.labels[0]?.probability !== null },
    })),
  fc.record({
    ...stamp,
    failure: fc.record({ code: text, message: fc.oneof(text, fc.constant('')) }),
  }),
);
const rows = fc.uniqueArray(row, { selector: (each) => each.image, maxLength: 6 });

async function exported(ending: string, ...parts: RunRow[][]): Promise<string> {
  const file = path.join(folder, `table${ending}`);
  rmSync(file, { force: true });
  for (const part of parts) await exportRows(each(part), ran, file);
  return file;
}

test.each(['.csv', '.jsonl', '.parquet'])('any rows come back from %s', async (ending) => {
  await fc.assert(
    fc.asyncProperty(rows, async (some) => {
      expect(await all(readRows(await exported(ending, some)))).toEqual(some);
    }),
    { numRuns: 40 },
  );
});

test.each(['.csv', '.jsonl', '.parquet'])(
  'appending to %s makes the table of all rows',
  async (ending) => {
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(6), async (some, at) => {
        const inParts = readFileSync(await exported(ending, some.slice(0, at), some));
        expect(inParts).toEqual(readFileSync(await exported(ending, some)));
      }),
      { numRuns: 20 },
    );
  },
);

test.each(['.csv', '.jsonl'])('%s cut anywhere is mended by the next export', async (ending) => {
  await fc.assert(
    fc.asyncProperty(rows, fc.double({ min: 0, max: 1, noNaN: true }), async (some, share) => {
      const file = await exported(ending, some);
      const whole = readFileSync(file);
      writeFileSync(file, whole.subarray(0, Math.floor(share * whole.length)));
      await exportRows(each(some), ran, file);
      expect(readFileSync(file, 'utf8')).toBe(whole.toString());
    }),
    { numRuns: 40 },
  );
});

const cells = fc.array(fc.record({ image: text, 'a label': text }), { minLength: 1, maxLength: 5 });

test.each([
  ['.csv', ','],
  ['.csv', ';'],
  ['.tsv', '\t'],
])('any texts come back from %s with %j between them', async (ending, delimiter) => {
  await fc.assert(
    fc.asyncProperty(cells, fc.constantFrom('\n', '\r\n'), async (some, record_delimiter) => {
      const file = path.join(folder, `other${ending}`);
      writeFileSync(
        file,
        stringify(some, {
          header: true,
          delimiter,
          record_delimiter,
          quote_record_delimiter: true,
        }),
      );
      expect(await all(readTable(file))).toEqual(some);
    }),
    { numRuns: 40 },
  );
});
