import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { tryLock } from '../../../server/src/fileLock';
import { exportRows } from '../../../server/src/tables';
import { cat, each, ran } from './rows';

// Half a minute of waiting takes no time here.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

test('a table that another process does not let go of is not written', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tables-'));
  const file = path.join(folder, 'table.csv');
  const lock = await tryLock(`${file}.lock`);
  await expect(exportRows(each([cat('a.png')]), ran, file)).rejects.toThrow(
    `${file} is being written by another process (${file}.lock). Try again when that has ended.`,
  );
  expect(readdirSync(folder)).toEqual(['table.csv.lock']);
  await lock?.release();
  expect(await exportRows(each([cat('a.png')]), ran, file)).toEqual({ appended: 1, unchanged: 0 });
});
