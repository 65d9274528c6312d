import path from 'node:path';
import type { RunReport } from '../protocol';
import type { ReportChart } from './charts';
import { type Fact, reportFacts } from './facts';
import { type ReportTable, reportTables } from './tables';

/** Names of files and labels may hold anything. */
function escaped(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[\\|`*_<>[\]#&]/g, '\\$&');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Up to it the whole matrix can be read as a table. */
const mostMatrixLabels = 20;

/** Down the right labels, across what was predicted. */
function matrix({ labels, measured }: RunReport): string | undefined {
  if (!measured?.accuracy || labels.length > mostMatrixLabels) return undefined;
  const { confusion } = measured;
  const across = [...new Set([...labels, ...confusion.map(({ predicted }) => predicted)])];
  const counts = new Map<string, Map<string, number>>(labels.map((label) => [label, new Map()]));
  for (const { truth, predicted, images } of confusion) counts.get(truth)!.set(predicted, images);
  const rows = labels.map((truth) => [
    truth,
    ...across.map((predicted) => `${counts.get(truth)!.get(predicted) ?? ''}`),
  ]);
  return `## Confusion matrix\n\n${table(['right ↓ predicted →', ...across], rows)}`;
}

function section({ title, header, rows }: ReportTable): string {
  return `## ${escaped(title)}\n\n${table(header, rows)}`;
}

/** Of a thousand labels there are tens of thousands. */
const mostConfusions = 100;

const notes =
  'Intervals are Wilson’s, at 95%. Labels that may be wrong are ordered by the margin: how much larger the error of the label that an image has is than that of the one predicted.';

/**
 * A report as a Markdown page.
 *
 * @param charts the files of charts, as the page is to name them.
 */
export function reportMarkdown(
  report: RunReport,
  charts: readonly (Pick<ReportChart, 'alt'> & { file: string })[] = [],
): string {
  const { folder, model, labels, state } = report;
  const facts: readonly Fact[] = [
    ['folder', folder],
    ['model', model],
    ['labels', labels.length > mostMatrixLabels ? `${labels.length}` : labels.join(', ')],
    ...(state === 'done' ? [] : [['state', state] as const]),
    ...reportFacts(report),
  ];
  const parts = [
    `# ${escaped(path.basename(folder))}`,
    table(['', ''], facts),
    ...charts.map(({ alt, file }) => `![${alt}](<${file}>)`),
    matrix(report),
    ...reportTables(report, { confusions: mostConfusions }).map(section),
    ...(report.measured?.accuracy ? [notes] : []),
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
