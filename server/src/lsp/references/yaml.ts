import { unescaped } from './escapes';
import { quotedAt } from './quoted';
import type { Reference } from './reference';
import { segmentAt } from './segments';

/**
 * Where plain scalars begin and end: indentation and the dashes of lists, the colon of a key, the
 * hash of a comment; with tags (`!`) and anchors (`&`).
 */
const blockEdge = /(?:^\s*(?:[-?#]+\s+)*|:(?:\s+|$)|\s#\s*)(?:[!&]\S+\s+)*/g;

/** The same within `[a, b]` and `{a: b}`. */
const flowEdge = new RegExp(`${blockEdge.source}|[[\\]{},]`, 'g');

/**
 * Scalars of YAML: quoted and plain ones. A line does not tell whether it belongs to a flow
 * collection, where a comma ends a scalar, so there may be two for one place.
 */
export function* yamlScalars(text: string, at: number): Generator<Reference> {
  for (const { content, start, end } of quotedAt(text, at, '"', 'backslash')) {
    yield { target: unescaped(content, 'dropped'), start, end, notation: 'path' };
  }
  for (const { content, start, end } of quotedAt(text, at, "'", 'doubled')) {
    yield { target: content.replaceAll("''", "'"), start, end, notation: 'path' };
  }
  for (const edge of [flowEdge, blockEdge]) {
    const plain = segmentAt(text, at, edge);
    if (plain) yield plain;
  }
}
