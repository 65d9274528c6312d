import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../../../server/src/protocol';

/** Makes files of these texts by path, all as old as each other. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** `cats/1.png: cat`, or the code of the failure. */
export async function outcomes(rows: AsyncIterable<RunRow>): Promise<string[]> {
  return (await all(rows)).map(
    ({ image, result, failure }) => `${image}: ${result?.predicted ?? failure?.code}`,
  );
}
