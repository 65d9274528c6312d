import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';
import type { Measured } from '../parts/part';
import type { Machine } from './machine';

/** What is kept of one measuring: a JSON file in `test/bench/results`. */
export interface Result extends Measured {
  part: string;
  command: string;
  /** Day, UTC. */
  date: string;
  /** Minutes that the measuring took. */
  minutes: number;
  /** Processes that wanted a core just before. */
  loadBefore: number;
  machine: Machine;
}

const folder = (): string => path.join(packageRoot(), 'test', 'bench', 'results');

export function saveResult(result: Result): void {
  mkdirSync(folder(), { recursive: true });
  const name = [result.part, ...(result.variant ? [result.variant] : [])].join('.');
  writeFileSync(path.join(folder(), `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** All that is kept, in the order of the files' names. */
export function savedResults(): Result[] {
  mkdirSync(folder(), { recursive: true });
  const files = readdirSync(folder()).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(path.join(folder(), name), 'utf8')));
}
