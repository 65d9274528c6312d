import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClassifyResult, ExplainResult, RunReport } from '../../../server/src/protocol';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(__dirname, `${name}.json`), 'utf8'));
}

/** Of a sample picture, with its race; `undecided` ends with ten labels left, "none of these" among them. */
export function resultOf(name: 'bird' | 'cat' | 'deer' | 'undecided'): ClassifyResult {
  return read(name);
}

/** Why the bird is no airplane, and the dog no cat. */
export function explanationOf(name: 'bird' | 'dog'): ExplainResult {
  return read(`explain-${name}`);
}

/** Of the 2,000 validation images of the bundled model. */
export function runReport(): RunReport {
  return read('report');
}
