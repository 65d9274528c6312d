import type { RunRow } from '../protocol';

/** What of a row is kept in memory: whether its image has changed since, and what to count. */
export interface RowHead {
  image: string;
  /** Of the file; milliseconds since 1970. */
  bytes: number;
  modified: number;
  truth: string | undefined;
  /** Of an image that was classified. */
  evaluations: number;
  remembered: number;
  /** Of one that was not: the code of its failure. */
  failure: string | undefined;
}

/** One line of a journal: a row, or that an image is no more. */
export type LineHead = RowHead | { image: string; gone: true };

/** What comes first in a line, in this order, so that its head is found without reading all of it. */
export function rowLine({ image, bytes, modified, truth, result, failure }: RunRow): string {
  const { evaluations, remembered, ...rest } = result ?? {};
  const ordered = result && { evaluations, remembered, ...rest };
  return `${JSON.stringify({ image, bytes, modified, truth, result: ordered, failure })}\n`;
}

export function goneLine(image: string): string {
  return `${JSON.stringify({ image, gone: true })}\n`;
}

const text = '"(?:[^"\\\\]|\\\\.)*"';
const head = new RegExp(
  `^\\{"image":(?<image>${text}),(?:(?<gone>"gone":true\\}$)|"bytes":(?<bytes>\\d+),` +
    `"modified":(?<modified>${text})(?:,"truth":(?<truth>${text}))?,(?:"failure":` +
    `\\{"code":(?<failure>${text})|"result":\\{"evaluations":(?<evaluations>\\d+),` +
    `"remembered":(?<remembered>\\d+),))`,
);

/** @returns undefined for what is no line of a journal. */
export function lineHead(line: string): LineHead | undefined {
  const found = line.endsWith('}') ? head.exec(line)?.groups : undefined;
  if (!found) return undefined;
  const { gone, bytes, modified, truth, failure, evaluations = 0, remembered = 0 } = found;
  const image: string = JSON.parse(found.image!);
  if (gone) return { image, gone: true };
  return {
    image,
    bytes: Number(bytes),
    modified: Date.parse(JSON.parse(modified!)),
    truth: truth === undefined ? undefined : JSON.parse(truth),
    evaluations: Number(evaluations),
    remembered: Number(remembered),
    failure: failure === undefined ? undefined : JSON.parse(failure),
  };
}
