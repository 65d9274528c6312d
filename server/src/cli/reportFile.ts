import path from 'node:path';
import type { RunReport } from '../protocol';
import { reportFiles } from '../report';
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
  if (path.extname(file).toLowerCase() === '.json') {
    await writeOutputFile(option, file, `${JSON.stringify(report)}\n`);
    return [`${file}: the report`];
  }
  const files = await reportFiles(report, file);
  for (const { file: each, content } of files.toReversed()) {
    await writeOutputFile(option, each, content);
  }
  const drawn = files
    .slice(1)
    .map(({ file: chart }) => path.basename(chart))
    .join(' and ');
  return [`${file}: the report${drawn === '' ? '' : `, with ${drawn} beside it`}`];
}
