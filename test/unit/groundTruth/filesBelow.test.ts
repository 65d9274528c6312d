import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from '../../../server/src/groundTruth/filesBelow';
import { makeFolder } from './makeFolder';

async function sorted(files: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const file of files) found.push(file);
  return found.sort();
}

test('files at any depth, by paths with slashes; nothing hidden', async () => {
  const folder = makeFolder(['a.png', 'x/b.png', 'x/y/c.txt', '.d.png', '.git/e.png']);
  expect(await sorted(filesBelow(folder))).toEqual(['a.png', 'x/b.png', 'x/y/c.txt']);
});

test('a folder that goes away meanwhile is passed over', async () => {
  const folder = makeFolder(['a.png', 'x/b.png', 'y/c.png']);
  const files = filesBelow(folder);
  expect((await files.next()).value).toBe('a.png');
  rmSync(path.join(folder, 'x'), { recursive: true });
  expect(await sorted(files)).toEqual(['y/c.png']);
});
