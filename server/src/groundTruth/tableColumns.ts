import { Failure } from '../failure';
import { someOf } from './labelNames';

/** Names of columns that need not be said, in any case. */
const usual = {
  images: ['image', 'file', 'path', 'filename', 'file_name'],
  labels: ['label', 'truth', 'class', 'category'],
};

const options = { images: 'imageColumn', labels: 'labelColumn' };

/**
 * The column of a table that holds images, or labels.
 *
 * @param asked its name, where it was said.
 * @throws Failure `options-invalid` where it is not there, or more than one might be meant.
 */
export function columnOf(
  kind: keyof typeof usual,
  columns: readonly string[],
  asked: string | undefined,
  file: string,
): string {
  const wanted = asked === undefined ? usual[kind] : [asked];
  const found =
    asked === undefined
      ? columns.filter((column) => wanted.includes(column.trim().toLowerCase()))
      : columns.filter((column) => column === asked);
  const [column] = found;
  if (column !== undefined && found.length === 1) return column;
  const problem =
    found.length === 0
      ? `no column of ${kind}: expected ${wanted.map((name) => `"${name}"`).join(' or ')}, but its columns are ${someOf(columns)}`
      : `more than one column that may hold ${kind}: ${someOf(found)}`;
  throw new Failure(
    'options-invalid',
    `${file} has ${problem}. Say which one it is ("${options[kind]}").`,
    { file },
  );
}
