import type { Encoding, SchemaElement } from 'hyparquet';
import type { LabelResult } from '../protocol';
import { columns, type TableRow } from './tableRow';

type Leaf = Omit<SchemaElement, 'name' | 'repetition_type'>;

const text: Leaf = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
const real: Leaf = { type: 'DOUBLE' };
const truthValue: Leaf = { type: 'BOOLEAN' };
const count: Leaf = { type: 'INT32' };
const longCount: Leaf = { type: 'INT64' };
const time: Leaf = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
};

const types: Record<Exclude<keyof TableRow, 'labels'>, Leaf> = {
  run: text,
  image: text,
  modified: time,
  bytes: longCount,
  truth: text,
  predicted: text,
  correct: truthValue,
  probability: real,
  margin: real,
  second: text,
  second_probability: real,
  evaluations: count,
  seconds: real,
  decided: truthValue,
  model: text,
  provider: text,
  failure_code: text,
  failure_message: text,
};

const labelTypes: Record<keyof LabelResult, Leaf> = {
  label: text,
  probability: real,
  error: real,
  samples: count,
  margin: real,
  none: truthValue,
};

const always: readonly string[] = ['run', 'image', 'modified', 'bytes', 'model'];

function optional(name: string, leaf: Leaf): SchemaElement {
  return { name, ...leaf, repetition_type: 'OPTIONAL' };
}

/** Depth first, as Parquet has it; the labels are a list of structures in the three levels of its standard. */
export const parquetSchema: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...Object.entries(types).map(
    ([name, leaf]): SchemaElement => ({
      name,
      ...leaf,
      repetition_type: always.includes(name) ? 'REQUIRED' : 'OPTIONAL',
    }),
  ),
  {
    name: 'labels',
    num_children: 1,
    converted_type: 'LIST',
    logical_type: { type: 'LIST' },
    repetition_type: 'OPTIONAL',
  },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  {
    name: 'element',
    num_children: Object.keys(labelTypes).length,
    repetition_type: 'REQUIRED',
  },
  ...Object.entries(labelTypes).map(([name, leaf]) => optional(name, leaf)),
];

/** Columns with few texts, many times. */
const repeated: readonly string[] = [
  'run',
  'truth',
  'predicted',
  'second',
  'model',
  'provider',
  'failure_code',
];

export const parquetColumns: { name: string; encoding?: Encoding }[] = columns.map((name) => ({
  name,
  ...(repeated.includes(name) && { encoding: 'RLE_DICTIONARY' as const }),
}));
