import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import type { GroundTruthSource } from '../protocol';
import { readTable } from '../tables';
import { byName } from './byName';
import type { GroundTruth } from './groundTruth';
import { canonical, compareNames, nearMissFailure, someOf } from './labelNames';
import { columnOf } from './tableColumns';
import { imageFinder } from './tablePaths';

type TableSource = Exclude<GroundTruthSource, string>;

/** Some 10 ms of work: rows that lie in one chunk of a file come without a pause for anything else. */
const rowsAtOnce = 500;

interface Entry {
  label: string;
  /** Of the table, from 1, without its heading. */
  row: number;
}

function fileOf(table: string): string {
  let file = table;
  try {
    if (table.startsWith('file:')) file = fileURLToPath(table);
  } catch {
    // It is said below what was expected.
  }
  if (path.isAbsolute(file)) return path.normalize(file);
  throw new Failure(
    'options-invalid',
    `Table "${table}" of the ground truth: expected an absolute path or a file: URI of this machine.`,
    { file: table },
  );
}

/** By image; and what the table has of images that are not there. */
async function readEntries(
  folder: string,
  { imageColumn, labelColumn }: TableSource,
  file: string,
): Promise<{ entries: Map<string, Entry>; missing: string[] }> {
  const find = await imageFinder(folder, file);
  const entries = new Map<string, Entry>();
  const missing: string[] = [];
  let columns: { image: string; label: string } | undefined;
  let row = 0;
  for await (const record of readTable(file)) {
    row += 1;
    if (row % rowsAtOnce === 0) await setImmediate();
    columns ??= {
      image: columnOf('images', Object.keys(record), imageColumn, file),
      label: columnOf('labels', Object.keys(record), labelColumn, file),
    };
    const written = record[columns.image] ?? '';
    const label = record[columns.label]?.trim();
    if (written.trim() === '') {
      throw new Failure(
        'options-invalid',
        `Row ${row} of ${file} has no image: expected a path in column "${columns.image}".`,
        { file, row: `${row}` },
      );
    }
    if (!label) continue;
    const image = find(written);
    if (image === undefined) missing.push(written);
    else add(entries, image, { label: canonical(label), row }, file);
  }
  if (entries.size > 0) return { entries, missing };
  const why =
    missing.length > 0
      ? `are in ${folder}: ${someOf(missing)}`
      : 'have a label: the table is empty';
  throw new Failure(
    'options-invalid',
    `None of the images of ${file} ${why}. Expected paths relative to the table or to the folder, absolute ones, or names.`,
    { file, folder },
  );
}

function add(entries: Map<string, Entry>, image: string, entry: Entry, file: string): void {
  const former = entries.get(image);
  if (former && former.label !== entry.label) {
    throw new Failure(
      'options-invalid',
      `${file} has two labels for ${image}: "${former.label}" in row ${former.row}, "${entry.label}" in row ${entry.row}. Expected one: remove a row.`,
      { file, image },
    );
  }
  entries.set(image, former ?? entry);
}

/**
 * The labels of a CSV, TSV or JSONL file. An image whose label is empty has none.
 *
 * @throws Failure `options-invalid`, `folder-not-readable`, and what reading the table throws.
 */
export async function truthOfTable(
  folder: string,
  source: TableSource,
  labels: readonly string[] | undefined,
): Promise<GroundTruth> {
  const file = fileOf(source.table);
  const { entries, missing } = await readEntries(folder, source, file);
  const found = [...new Set([...entries.values()].map(({ label }) => label))].sort(byName);
  const spelling = new Map((labels ?? found).map((label) => [canonical(label), label]));
  const spelled = (label: string): string => spelling.get(label) ?? label;
  if (labels) check(found, labels, file);
  else if (found.length < 2) {
    throw new Failure(
      'options-invalid',
      `${file} has one label only, "${found[0]}": expected at least two, or say which labels to choose from.`,
      { file },
    );
  }
  return {
    kind: 'table',
    labels: found.map(spelled),
    labelOf: (image) => {
      const label = entries.get(image)?.label;
      return label === undefined ? undefined : spelled(label);
    },
    missing,
  };
}

function check(found: readonly string[], labels: readonly string[], file: string): void {
  const { known, near } = compareNames(found, labels);
  if (near.length > 0) throw nearMissFailure(`A label in ${file}`, near, file);
  if (known.length > 0) return;
  throw new Failure(
    'options-invalid',
    `None of the labels in ${file} is one of those asked about. It has ${someOf(found)}; asked about are ${someOf(labels)}. Expected the same names, or another column ("labelColumn").`,
    { file },
  );
}
