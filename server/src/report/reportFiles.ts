import path from 'node:path';
import { toSvg } from '../charts';
import type { RunReport } from '../protocol';
import { reportCharts } from './charts';
import { reportMarkdown } from './markdown';

/** A file of a report. */
export interface ReportFile {
  file: string;
  content: string;
}

/**
 * A report as a Markdown page, with its charts as SVG beside it (`NAME-confusion.svg`).
 *
 * @param file of the page; it is the first of the files.
 */
export async function reportFiles(report: RunReport, file: string): Promise<ReportFile[]> {
  const { dir, name } = path.parse(file);
  const charts: (ReportFile & { alt: string })[] = [];
  for (const { name: chart, alt, spec } of reportCharts(report)) {
    const beside = path.join(dir, `${name}-${chart}.svg`);
    charts.push({ alt, file: beside, content: await toSvg(spec) });
  }
  const named = charts.map(({ alt, file: beside }) => ({ alt, file: path.basename(beside) }));
  return [
    { file, content: reportMarkdown(report, named) },
    ...charts.map(({ file: beside, content }) => ({ file: beside, content })),
  ];
}
