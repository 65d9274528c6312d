import path from 'node:path';
import type { ComparisonReport } from './comparisonReport';
import { comparisonTables, differingTable, type Table } from './comparisonTables';

/** Images that are listed; --json and --report list all of them. */
const shownImages = 20;

const numeric = /^(< )?[\d.,%]+( to [\d.]+)?$/;

function tableText({ title, header, rows }: Table): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const isNumeric = header.map((_, column) => rows.some((row) => numeric.test(row[column]!)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, column) =>
      isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    return `  ${cells.join('  ').trimEnd()}`;
  };
  return [title, ...all.map(line)].join('\n');
}

const imagesText = (count: number): string => (count === 1 ? '1 image is' : `${count} images are`);

/**
 * A comparison as people read it in a terminal.
 *
 * @param folder that files are named from.
 */
export function comparisonText(report: ComparisonReport, folder: string): string {
  const { differing, leftOut } = report;
  const tables = comparisonTables(report);
  if (differing.length > 0) {
    const some = differing.slice(0, shownImages);
    tables.push(differingTable(report, some, (file) => path.relative(folder, file)));
  }
  const rest = differing.length - shownImages;
  const images = new Set(leftOut.map(({ file }) => file)).size;
  return [
    tables.map(tableText).join('\n\n'),
    ...(rest > 0 ? [`  and ${rest} more: --json or --report lists all`] : []),
    ...(images > 0 ? [`\n${imagesText(images)} left out of all: a backend had no answer.`] : []),
  ].join('\n');
}
