import {
  ExportRunRequestMessage,
  exportRunParamsSchema,
  RunReportRequestMessage,
  RunRowsRequestMessage,
  runParamsSchema,
  runRowsParamsSchema,
  WriteReportRequestMessage,
  writeReportParamsSchema,
} from '../protocol';
import { runReport, writeReport } from '../report';
import { exportRows } from '../tables';
import { answer } from './answer';
import type { Server } from './context';
import { localOutput } from './localOutput';
import type { RunTables } from './runTables';

/** `diffusionClassifier/runs/rows`, `report`, `export` and `writeReport`: what a run came to. */
export function provideRunResults(server: Server, tables: RunTables): void {
  const { runs } = server;
  const { type: rows } = RunRowsRequestMessage;
  answer(server, rows, runRowsParamsSchema, async ({ run, ...asked }) =>
    (await tables.of(run)).pages.page(asked),
  );
  const reportOf = async (run: string) =>
    await runReport(runs().rows(run), await runs().summary(run));
  const { type: report } = RunReportRequestMessage;
  answer(server, report, runParamsSchema, async ({ run }) => await reportOf(run));
  const { type: exporting } = ExportRunRequestMessage;
  answer(server, exporting, exportRunParamsSchema, async ({ run, file }) => {
    const local = localOutput(file);
    return await exportRows(runs().rows(run), await runs().summary(run), local);
  });
  const { type: writing } = WriteReportRequestMessage;
  answer(server, writing, writeReportParamsSchema, async ({ run, file }) => {
    const local = localOutput(file);
    return { files: await writeReport(await reportOf(run), local) };
  });
}
