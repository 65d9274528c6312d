import { expect, test, vi } from 'vitest';
import { RunTables } from '../../../server/src/lsp/runTables';
import type { RunSummary } from '../../../server/src/protocol';
import type { RowTable, Runs } from '../../../server/src/runs';

function tables(summary: () => Promise<RunSummary>) {
  const table = vi.fn(() => ({}) as RowTable<unknown>);
  const runs = { summary, table } as unknown as Runs;
  return { table, of: new RunTables(() => runs) };
}

test('requests that come together share one table, which has read its file', async () => {
  const { of, table } = tables(async () => ({}) as RunSummary);
  await of.of('0123456789abcdef');
  const found = await Promise.all([of.of('0123456789abcdef'), of.of('0123456789abcdef')]);
  expect(table).toHaveBeenCalledOnce();
  expect(found[0]).toBe(found[1]);
});

test('the table of a run that is gone is not kept', async () => {
  const summary = vi.fn(async () => ({}) as RunSummary);
  const { of, table } = tables(summary);
  await of.of('0123456789abcdef');
  summary.mockRejectedValueOnce(new Error('no such run'));
  await expect(of.of('0123456789abcdef')).rejects.toThrow('no such run');
  await of.of('0123456789abcdef');
  expect(table).toHaveBeenCalledTimes(2);
});
