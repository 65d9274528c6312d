import path from 'node:path';
import type { ComparisonReport } from './comparisonReport';
import { comparisonTables, differingTable, type Table } from './comparisonTables';

/** Names of files and labels may hold anything. */
function cell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&');
}

function tableMarkdown({ title, header, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `|${header.map(() => '---').join('|')}|`;
  return [`## ${title}`, '', line(header), rule, ...rows.map(line)].join('\n');
}

/**
 * A comparison as a Markdown page, with all images on which backends differ.
 *
 * @param folder that files are named from.
 * @param chart file name of a chart that lies beside it.
 */
export function comparisonMarkdown(
  report: ComparisonReport,
  folder: string,
  chart?: string,
): string {
  const named = (file: string) => path.relative(folder, file);
  const { labels, differing, leftOut } = report;
  const parts = [
    `# Comparison on ${cell(path.basename(folder))}`,
    `${report.images} images, ${labels.length} labels: ${labels.map(cell).join(', ')}.`,
    ...(chart === undefined ? [] : [`![Accuracy with 95% intervals](<${chart}>)`]),
    ...comparisonTables(report).map(tableMarkdown),
    'Intervals are Wilson’s, at 95%. p is of McNemar’s test of whether both are right equally often, two-sided; the mid-p value is the one to go by. Seconds are those of an image of which nothing was remembered.',
  ];
  if (differing.length > 0) parts.push(tableMarkdown(differingTable(report, differing, named)));
  if (leftOut.length > 0) {
    parts.push(
      tableMarkdown({
        title: 'Left out',
        header: ['image', 'backend', 'reason'],
        rows: leftOut.map(({ file, backend, message }) => [named(file), backend, message]),
      }),
    );
  }
  return `${parts.join('\n\n')}\n`;
}
