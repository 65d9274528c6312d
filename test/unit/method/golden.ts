import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../parity/golden');

/** A golden file of test/parity, made by the script beside it. */
export function goldenJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}

export function goldenFloats(name: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
}
