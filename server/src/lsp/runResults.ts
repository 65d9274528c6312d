import { Failure } from '../failure';
import {
  ExportRunRequestMessage,
  exportRunParamsSchema,
  RunReportRequestMessage,
  RunRowsRequestMessage,
  runParamsSchema,
  runRowsParamsSchema,
} from '../protocol';
import { runReport } from '../report';
import { exportRows } from '../tables';
import { answer } from './answer';
import type { Server } from './context';
import { localFile } from './localFile';
import { RowPages } from './rowPages';

/** `diffusionClassifier/runs/rows`, `runs/report` and `runs/export`: what a run came to. */
export function provideRunResults(server: Server): void {
  const { runs } = server;
  const { type: rows } = RunRowsRequestMessage;
  const pages = new RowPages(runs);
  answer(server, rows, runRowsParamsSchema, (params) => pages.page(params));
  const { type: report } = RunReportRequestMessage;
  answer(server, report, runParamsSchema, async ({ run }) =>
    runReport(runs().rows(run), await runs().summary(run)),
  );
  const { type: exporting } = ExportRunRequestMessage;
  answer(server, exporting, exportRunParamsSchema, async ({ run, file }) => {
    const local = localFile(file);
    if (local === undefined) {
      throw new Failure(
        'file-not-writable',
        `"${file}" is no file of this machine: give an absolute path or a file: URI.`,
        { file },
      );
    }
    return await exportRows(runs().rows(run), await runs().summary(run), local);
  });
}
