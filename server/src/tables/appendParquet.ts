import { open, rename, rm, stat } from 'node:fs/promises';
import type { NewRows } from './newRows';
import { parquetColumns, parquetSchema } from './parquetSchema';
import { type OpenParquet, openParquet } from './parquetTable';
import { notWritable, toDo } from './tableFailure';
import { keyOf, type TableRow } from './tableRow';
import { checkColumns } from './textFormat';

/** Encoding them holds up this process: 40 ms with ten labels a row, 0.2 s with 64. */
const rowGroupSize = 1_024;

/** A row as the library takes and gives it. */
type ParquetRow = Record<string, unknown>;

const keyColumns = ['run', 'image', 'modified', 'failure_code'];

function keyOfParquet(row: ParquetRow): string {
  const modified = (row.modified as Date).toISOString();
  return keyOf({ ...(row as unknown as TableRow), modified });
}

function parquetRow(row: TableRow): ParquetRow {
  return { ...row, bytes: BigInt(row.bytes), modified: new Date(row.modified) };
}

/** @throws Failure `file-not-writable` for columns of other names or types. */
function checkSchema(file: string, { metadata: { schema } }: OpenParquet): void {
  // By depth: columns that are no texts or numbers have others within.
  let within = 0;
  const names: string[] = [];
  for (const { name, num_children = 0 } of schema.slice(1)) {
    if (within === 0) names.push(name);
    else within -= 1;
    within += num_children;
  }
  checkColumns(file, names);
  const typesOf = (elements: typeof schema): string =>
    elements.map(({ name, type, converted_type }) => `${name} ${type} ${converted_type}`).join();
  if (typesOf(schema.slice(1)) === typesOf(parquetSchema.slice(1))) return;
  throw notWritable(
    file,
    `has columns of other types than a table of runs: has another program written it? ${toDo}`,
  );
}

async function openTable(file: string): Promise<OpenParquet> {
  const table = await openParquet(file);
  checkSchema(file, table);
  return table;
}

/** @param mode of the file, as `stat` has it. Default: that of new files. */
async function writeParquet(
  file: string,
  rows: AsyncIterable<ParquetRow>,
  mode: number | undefined,
): Promise<void> {
  const { fileWriter, parquetWriteRows } = await import('./parquet');
  await rm(file, { force: true });
  await parquetWriteRows({
    writer: fileWriter(file),
    rows,
    columns: parquetColumns,
    schema: parquetSchema,
    rowGroupSize,
  });
  const handle = await open(file, 'r+');
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Appends rows to a table by writing it anew beside it, then in its place: a Parquet file has its index
 * at its end. With nothing to append it stays as it is.
 *
 * @throws Failure `file-not-writable`, `file-not-readable`; errors of the file system.
 */
export async function appendParquet(file: string, rows: NewRows): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  const table = found && found.size > 0 ? await openTable(file) : undefined;
  const known = new Set<string>();
  for await (const row of table?.rows(keyColumns) ?? []) known.add(keyOfParquet(row));
  const news = rows.besides(known);
  const first = await news.next();
  if (table && first.done) return;
  const all = async function* () {
    if (table) yield* table.rows();
    if (!first.done) yield parquetRow(first.value);
    for await (const row of news) yield parquetRow(row);
  };
  const part = `${file}.part`;
  try {
    await writeParquet(part, all(), found?.mode);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
