import path from 'node:path';
import { toSvg } from '../charts';
import type { RunReport } from '../protocol';
import { reportCharts, reportMarkdown } from '../report';
import { writeOutputFile } from './outputFile';

const option = '--report';

/**
 * Writes a report as Markdown, with its charts as SVG beside it (`NAME-confusion.svg`), or as JSON.
 *
 * @param file ends in .md or .json.
 * @returns what was written, for people.
 * @throws Failure `options-invalid` where a file cannot be written.
 */
export async function writeReport(report: RunReport, file: string): Promise<string[]> {
  const { dir, name, ext } = path.parse(file);
  if (ext.toLowerCase() === '.json') {
    await writeOutputFile(option, file, `${JSON.stringify(report)}\n`);
    return [`${file}: the report`];
  }
  const charts: { alt: string; file: string }[] = [];
  for (const { name: chart, alt, spec } of reportCharts(report)) {
    const beside = `${name}-${chart}.svg`;
    await writeOutputFile(option, path.join(dir, beside), await toSvg(spec));
    charts.push({ alt, file: beside });
  }
  await writeOutputFile(option, file, reportMarkdown(report, charts));
  const drawn = charts.map((chart) => chart.file).join(' and ');
  return [`${file}: the report${drawn === '' ? '' : `, with ${drawn} beside it`}`];
}
