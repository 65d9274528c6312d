import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findDuplicates, KnownFingerprints } from '../../../server/src/duplicates';
import type { Fingerprint } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';

let folder: string;
let cache: string;
let asked: string[];

beforeEach(() => {
  const root = mkdtempSync(path.join(tmpdir(), 'duplicates-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  folder = root;
  cache = path.join(root, 'cache');
  asked = [];
});

/** Images whose content is what they look like. */
const engine = {
  fingerprint: async (file: string): Promise<Fingerprint> => {
    asked.push(path.basename(file));
    const text = readFileSync(file, 'utf8');
    if (text === 'none') throw new Failure('image-not-decodable', `${file} is none.`);
    if (text === 'fault') throw new TypeError('a fault');
    return { content: text.padEnd(64, '0'), perceptual: null, width: 1, height: 1 };
  },
};

async function find(names: string[], signal?: AbortSignal) {
  async function* images() {
    yield* names;
  }
  const known = new KnownFingerprints(cache, folder);
  await known.open();
  try {
    return await findDuplicates({ folder, images: images() }, { engine, known, signal });
  } finally {
    await known.close(!signal?.aborted);
  }
}

function write(images: Record<string, string>): void {
  for (const [name, text] of Object.entries(images)) writeFileSync(path.join(folder, name), text);
}

const cacheFile = (): string => {
  const at = path.join(cache, 'fingerprints-1');
  return path.join(at, readdirSync(at)[0]!);
};

test('only new and changed images are looked at again', async () => {
  write({ 'a.png': 'aa', 'b.png': 'aa', 'c.png': 'cc' });
  const first = await find(['a.png', 'b.png', 'c.png']);
  expect(first.groups.map(({ versions }) => versions[0]!.images)).toEqual([['a.png', 'b.png']]);
  asked = [];
  write({ 'c.png': 'aa, changed', 'd.png': 'aa' });
  const second = await find(['a.png', 'b.png', 'c.png', 'd.png']);
  expect(asked.sort()).toEqual(['c.png', 'd.png']);
  expect(second.groups[0]!.versions[0]!.images).toEqual(['a.png', 'b.png', 'd.png']);
});

test('what was remembered survives a line that was cut short, and damage', async () => {
  write({ 'a.png': 'aa', 'b.png': 'bb' });
  await find(['a.png', 'b.png']);
  appendFileSync(cacheFile(), '["c.png","1 1",{"content":"x');
  write({ 'c.png': 'cc' });
  await find(['a.png', 'b.png', 'c.png']);
  asked = [];
  await find(['a.png', 'b.png', 'c.png']);
  expect(asked).toEqual([]);
});

test('images that are gone are forgotten in time', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `${i}.png`);
  write(Object.fromEntries(names.map((name) => [name, name])));
  await find(names);
  await find(['1.png']);
  expect(readFileSync(cacheFile(), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('images that fail are named, faults are not hidden', async () => {
  write({ 'a.png': 'none', 'b.png': 'bb' });
  expect((await find(['a.png', 'b.png', 'gone.png'].slice(0, 2))).failures).toEqual([
    { image: 'a.png', code: 'image-not-decodable', message: expect.stringContaining('is none') },
  ]);
  write({ 'b.png': 'fault' });
  await expect(find(['b.png'])).rejects.toThrow('a fault');
});

test('it is given up at once', async () => {
  write({ 'a.png': 'aa' });
  const stop = new AbortController();
  stop.abort();
  await expect(find(['a.png'], stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
