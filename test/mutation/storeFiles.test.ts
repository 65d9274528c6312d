import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileStamp, Results, type StoreTrouble } from '../../server/src/store';
import { StoreDatabase } from '../../server/src/store/process/storeDatabase';
import { StoredResults } from '../../server/src/store/process/storedResults';
import { result, temporaryFolder } from '../unit/store/sampleResults';
import { Choices, report, share } from './mutations';

const pageSize = 4_096;
const images = 100;

/** A cache folder with results of images that there are, and where lmdb keeps them. */
async function filledFolder(folder: string): Promise<{ files: string[]; data: string }> {
  const database = StoreDatabase.open(folder);
  const results = new StoredResults(database);
  const files = Array.from({ length: images }, (_, i) => path.join(folder, `${i}.jpg`));
  for (const file of files) {
    writeFileSync(file, 'pixels');
    results.remember({ file, stamp: (await fileStamp(file))!, result: result(file, 10) });
  }
  await database.close();
  return { files, data: path.join(database.folder, 'data.mdb') };
}

const mutations: Record<string, (bytes: Buffer, choices: Choices) => Buffer> = {
  'one byte': (bytes, choices) => {
    bytes[choices.below(bytes.length)] = choices.below(256);
    return bytes;
  },
  '64 bytes': (bytes, choices) => {
    const start = choices.below(bytes.length - 64);
    for (let i = 0; i < 64; i++) bytes[start + i] = choices.below(256);
    return bytes;
  },
  'a page of zeros': (bytes, choices) => {
    const start = pageSize * choices.below(bytes.length / pageSize);
    return bytes.fill(0, start, start + pageSize);
  },
  'a page in place of another': (bytes, choices) => {
    const [from, to] = [0, 0].map(() => pageSize * choices.below(bytes.length / pageSize));
    bytes.copyWithin(to!, from!, from! + pageSize);
    return bytes;
  },
  'cut off': (bytes, choices) => bytes.subarray(0, choices.below(bytes.length)),
};

const count = share(200);

test(`${count} damaged data files: it answers, with no wrong result, and says at most one thing`, async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const { files, data } = await filledFolder(cache);
  const untouched = path.join(folder, 'untouched');
  cpSync(path.dirname(data), untouched, { recursive: true });
  const fresh = path.join(folder, 'fresh.jpg');
  writeFileSync(fresh, 'pixels');

  const told: Record<string, number> = { nothing: 0, setAside: 0, memoryOnly: 0 };
  let slowest = 0;
  let found = 0;
  for (let i = 0; i < count; i++) {
    const choices = new Choices(i);
    const mutate = choices.pick(Object.values(mutations));
    rmSync(`${path.dirname(data)}.damaged`, { recursive: true, force: true });
    rmSync(path.dirname(data), { recursive: true, force: true });
    cpSync(untouched, path.dirname(data), { recursive: true });
    writeFileSync(data, mutate(readFileSync(data), choices));

    const troubles: StoreTrouble[] = [];
    const results = new Results({ onTrouble: (one) => troubles.push(one), storePatience: 3_000 });
    onTestFinished(() => results.close());
    const started = performance.now();
    await results.open(cache);
    for (const file of files.slice(0, 20)) {
      const known = await results.current(file);
      if (known) expect(known).toEqual(result(file, 10));
      found += known ? 1 : 0;
    }
    await results.remember(fresh, (await fileStamp(fresh))!, result('fresh'));
    expect(await results.current(fresh)).toEqual(result('fresh'));
    slowest = Math.max(slowest, performance.now() - started);
    results.close();
    expect(troubles.length).toBeLessThan(2);
    told[troubles[0]?.kind ?? 'nothing']! += 1;
  }
  const percentFound = Math.round((100 * found) / (20 * count));
  report('store-files', { tried: count, told, percentFound, slowestMs: Math.round(slowest) });
}, 900_000);
