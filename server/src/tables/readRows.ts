import type { LabelResult, Provider, RowResult, RunRow } from '../protocol';
import { readTable } from './readTable';
import { notReadable } from './tableFailure';
import { columns } from './tableRow';

type Cells = Record<string, string>;

function labelsOf(cells: Cells): LabelResult[] {
  const labels = JSON.parse(cells.labels ?? '') as (LabelResult & { none?: boolean | null })[];
  return labels.map(({ none, ...label }) => (none ? { ...label, none } : label));
}

function resultOf(cells: Cells): RowResult {
  const labels = labelsOf(cells);
  return {
    predicted: cells.predicted ?? '',
    labels,
    calibrated: cells.probability !== '',
    evaluations: Number(cells.evaluations),
    remembered: 0,
    seconds: Number(cells.seconds),
    ...(cells.decided && { decided: /^true$/i.test(cells.decided) }),
    ...(cells.provider && { provider: cells.provider as Provider }),
  };
}

function rowOf(cells: Cells): RunRow {
  const { image = '', modified = '', truth } = cells;
  return {
    image,
    bytes: Number(cells.bytes),
    modified,
    ...(truth && { truth }),
    ...(cells.failure_code
      ? { failure: { code: cells.failure_code, message: cells.failure_message ?? '' } }
      : { result: resultOf(cells) }),
  };
}

/** @throws Failure `file-not-readable`. */
async function* cellsIn(file: string): AsyncGenerator<{ cells: Cells; at: number }> {
  let at = 0;
  for await (const cells of readTable(file)) {
    const missing = at === 0 ? columns.filter((column) => !(column in cells)) : [];
    if (missing.length > 0) {
      throw notReadable(
        file,
        `is no table of a run: expected what "run --out" writes, but it is without ${missing.join(', ')}`,
      );
    }
    at += 1;
    yield { cells, at };
  }
}

/**
 * The rows of a table that `exportRows` has written, as the run had them; how many evaluations were
 * remembered is not in it. Where an image has several rows (it has changed, was tried again, or is in
 * more runs than one), it is the last.
 *
 * @throws Failure `file-not-readable` for any other table.
 */
export async function* readRows(file: string): AsyncGenerator<RunRow> {
  const last = new Map<string, number>();
  for await (const { cells, at } of cellsIn(file)) last.set(cells.image ?? '', at);
  for await (const { cells, at } of cellsIn(file)) {
    if (last.get(cells.image ?? '') !== at) continue;
    let row: RunRow;
    try {
      row = rowOf(cells);
    } catch {
      throw notReadable(file, `row ${at} has no JSON in its column "labels": expected a list`);
    }
    yield row;
  }
}
