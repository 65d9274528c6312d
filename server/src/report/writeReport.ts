import path from 'node:path';
import { Failure } from '../failure';
import type { RunReport } from '../protocol';
import { replaceFile } from '../replaceFile';
import { reportFiles } from './reportFiles';

function notWritable(file: string, why: string): Failure {
  return new Failure('file-not-writable', `${file} ${why}.`, { file });
}

/**
 * Writes a report as Markdown, and its charts beside it; files of those names are replaced.
 *
 * @param file ends in .md.
 * @returns the files, the page first.
 * @throws Failure `file-not-writable`.
 */
export async function writeReport(report: RunReport, file: string): Promise<string[]> {
  if (path.extname(file).toLowerCase() !== '.md') {
    throw notWritable(file, 'is no page of Markdown: expected a file that ends in .md');
  }
  const files = await reportFiles(report, file);
  // The page last, so that what it shows is there.
  for (const { file: each, content } of files.toReversed()) {
    await replaceFile(each, content).catch(({ code }: NodeJS.ErrnoException) => {
      const expected = 'expected a folder that is there, with room, and a file that may be written';
      throw notWritable(each, `cannot be written (${code}): ${expected}`);
    });
  }
  return files.map(({ file: each }) => each);
}
