import type { RunReport } from '../protocol';
import { type ReportTable, reportFacts, reportTables } from '../report';

/** Rows of the tables of a terminal; files have them all. */
const shown = { labels: 25, confusions: 10, labelErrors: 10, failures: 10 };

const numeric = /^[<\d][\d.,%e-]*( \(.*\))?$/;

function columns(rows: readonly (readonly string[])[], isNumeric: readonly boolean[]): string[] {
  const widths = isNumeric.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    return `  ${cells.join('  ').trimEnd()}`;
  });
}

function tableText({ title, header, rows }: ReportTable): string {
  const isNumeric = header.map((_, column) =>
    rows.every((row) => row[column] === '' || numeric.test(row[column]!)),
  );
  return [title, ...columns([header, ...rows], isNumeric)].join('\n');
}

/** What a run comes to, as people read it in a terminal. */
export function reportText(report: RunReport): string {
  const facts = columns(reportFacts(report), [false, false]).map((line) => line.slice(2));
  const tables = reportTables(report, shown).map(tableText);
  return [facts.join('\n'), ...tables].join('\n\n');
}
