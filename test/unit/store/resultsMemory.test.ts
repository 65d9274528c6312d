import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClassifyResult } from '../../../server/src/protocol';
import { fileStamp, ResultsMemory } from '../../../server/src/store';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'results-'));
});
afterEach(() => rm(folder, { recursive: true }));

function result(predicted: string, labels = 1): ClassifyResult {
  return {
    image: predicted,
    model: 'm',
    predicted,
    labels: Array(labels).fill({
      label: predicted,
      probability: 1,
      error: 0,
      samples: 1,
      margin: 0,
    }),
    calibrated: true,
    evaluations: 1,
    seconds: 1,
  };
}

async function remember(memory: ResultsMemory, name: string, of: ClassifyResult): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, name);
  memory.remember(file, (await fileStamp(file))!, of);
  return file;
}

test('keeps the newest result of a file, without its trace', async () => {
  const memory = new ResultsMemory();
  await remember(memory, 'a.jpg', result('dog'));
  const traced = { ...result('cat'), samples: [{ index: 0, timestep: 5 }], errors: { cat: [1] } };
  const file = await remember(memory, 'a.jpg', traced);
  expect(await memory.current(file)).toEqual(result('cat'));
});

test('knows nothing of a file that it was not told of', async () => {
  expect(await new ResultsMemory().current(path.join(folder, 'a.jpg'))).toBeUndefined();
});

test.each<[string, (file: string) => Promise<void>]>([
  ['grown', (file) => writeFile(file, 'longer than before')],
  ['touched', (file) => utimes(file, 1, 1)],
  ['deleted', (file) => rm(file)],
])('forgets a file once it has been %s', async (_, change) => {
  const memory = new ResultsMemory();
  const file = await remember(memory, 'a.jpg', result('cat'));
  await change(file);
  expect(await memory.current(file)).toBeUndefined();
});

test('is bounded: the oldest images make room, counted in labels', async () => {
  const memory = new ResultsMemory(10);
  const a = await remember(memory, 'a.jpg', result('a', 4));
  const b = await remember(memory, 'b.jpg', result('b', 4));
  await remember(memory, 'a.jpg', result('a', 4));
  const c = await remember(memory, 'c.jpg', result('c', 4));
  expect(await memory.current(b)).toBeUndefined();
  expect((await memory.current(a))?.predicted).toBe('a');
  expect((await memory.current(c))?.predicted).toBe('c');
});
