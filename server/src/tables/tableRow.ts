import { createHash } from 'node:crypto';
import type { LabelResult, RunRow, RunSummary } from '../protocol';
import { reviewColumns } from './reviewTableRow';

/** A row of an exported table: its cells by column, in the order of the columns. */
export interface TableRow {
  run: string;
  image: string;
  modified: string;
  bytes: number;
  truth: string | null;
  predicted: string | null;
  correct: boolean | null;
  probability: number | null;
  margin: number | null;
  second: string | null;
  second_probability: number | null;
  evaluations: number | null;
  seconds: number | null;
  decided: boolean | null;
  model: string;
  provider: string | null;
  failure_code: string | null;
  failure_message: string | null;
  /** Last: what has it is a whole row. */
  labels: LabelResult[] | null;
}

/** docs/results.md says what is in them. A table that has others is another one. */
export const columns = [
  'run',
  'image',
  'modified',
  'bytes',
  'truth',
  'predicted',
  'correct',
  'probability',
  'margin',
  'second',
  'second_probability',
  'evaluations',
  'seconds',
  'decided',
  'model',
  'provider',
  'failure_code',
  'failure_message',
  'labels',
] as const satisfies readonly (keyof TableRow)[];

/** Whether columns are those of a table of ours, whatever somebody has added to them. */
export function isExported(names: readonly string[]): boolean {
  const begins = (own: readonly string[]): boolean =>
    own.slice(0, 3).every((column, at) => names[at] === column);
  return begins(columns) || begins(reviewColumns);
}

export type Ran = Pick<RunSummary, 'run' | 'model'>;

export function tableRow(
  { image, modified, bytes, truth, result, failure }: RunRow,
  { run, model }: Ran,
): TableRow {
  const [best, second] = result?.labels ?? [];
  return {
    run,
    image,
    modified,
    bytes,
    truth: truth ?? null,
    predicted: result?.predicted ?? null,
    correct: result && truth !== undefined ? result.predicted === truth : null,
    probability: best?.probability ?? null,
    margin: second?.margin ?? null,
    second: second?.label ?? null,
    second_probability: second?.probability ?? null,
    evaluations: result?.evaluations ?? null,
    seconds: result?.seconds ?? null,
    decided: result?.decided ?? null,
    model,
    provider: result?.provider ?? null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    labels: result?.labels ?? null,
  };
}

/**
 * What two rows of the same have in common, 16 bytes of a hash: a table of 100,000 rows is compared in
 * 8 MB. A failure and what became of the image when it was tried again are two rows.
 */
export function keyOf(row: Pick<TableRow, 'run' | 'image' | 'modified' | 'failure_code'>): string {
  const { run, image, modified, failure_code } = row;
  // No name of a file has a NUL in it.
  const parts = [run, image, modified, failure_code !== null].join('\0');
  return createHash('sha256').update(parts).digest('base64url').slice(0, 22);
}
