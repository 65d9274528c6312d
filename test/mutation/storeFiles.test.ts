import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ErrorStore, fileStamp, Results } from '../../server/src/store';
import { packErrors } from '../../server/src/store/packedErrors';
import { StoreDatabase } from '../../server/src/store/process/storeDatabase';
import { StoredErrors } from '../../server/src/store/process/storedErrors';
import { StoredResults } from '../../server/src/store/process/storedResults';
import { errorsOf } from '../unit/store/sampleErrors';
import { result, temporaryFolder } from '../unit/store/sampleResults';
import { Choices, report, share } from './mutations';

const pageSize = 4_096;
const images = 100;
const labels = ['cat', 'dog', 'cow'];

/** How many of the images are asked for. */
const asked = 20;

function imagesIn(cache: string): string[] {
  return Array.from({ length: images }, (_, i) => path.join(cache, `${i}.jpg`));
}

async function filledWithResults(cache: string): Promise<string> {
  const database = StoreDatabase.open(cache, 'results');
  const results = new StoredResults(database);
  for (const file of imagesIn(cache)) {
    writeFileSync(file, 'pixels');
    results.remember({ file, stamp: (await fileStamp(file))!, result: result(file, 10) });
  }
  await database.close();
  return path.join(database.folder, 'data.mdb');
}

async function filledWithErrors(cache: string): Promise<string> {
  const database = StoreDatabase.open(cache, 'errors');
  const errors = new StoredErrors(database);
  for (let image = 0; image < images; image++) {
    const rows = labels.map((conditioning, label) => ({
      conditioning,
      packed: packErrors(errorsOf(10 * image + label, 120)).toString('base64'),
    }));
    errors.remember({ context: `${image}`, rows });
  }
  await database.close();
  return path.join(database.folder, 'data.mdb');
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

/** What is kept in a cache folder, and how it is asked and told. */
interface Kept {
  /** Fills a cache folder; gives the file with the data. */
  fill(cache: string): Promise<string>;
  /**
   * Asks a store with a damaged file for what was there, which must be right or unknown, and for
   * what it is told then.
   */
  use(
    cache: string,
    tell: (trouble: { kind: string }) => void,
  ): Promise<{ found: number; of: number }>;
}

const patience = { storePatience: 3_000 };

const kept: Record<string, Kept> = {
  results: {
    fill: filledWithResults,
    async use(cache, onTrouble) {
      const fresh = path.join(path.dirname(cache), 'fresh.jpg');
      writeFileSync(fresh, 'pixels');
      const results = new Results({ onTrouble, ...patience });
      onTestFinished(() => results.close());
      await results.open(cache);
      let found = 0;
      for (const file of imagesIn(cache).slice(0, asked)) {
        const known = await results.current(file);
        if (known) expect(known).toEqual(result(file, 10));
        found += known ? 1 : 0;
      }
      await results.remember(fresh, (await fileStamp(fresh))!, result('fresh'));
      expect(await results.current(fresh)).toEqual({
        ...result('fresh'),
        classified: expect.any(String),
      });
      results.close();
      return { found, of: asked };
    },
  },
  errors: {
    fill: filledWithErrors,
    async use(cache, onTrouble) {
      const errors = new ErrorStore({ onTrouble, ...patience });
      onTestFinished(() => errors.close());
      await errors.open(cache);
      let found = 0;
      for (let image = 0; image < asked; image++) {
        for (const [label, known] of (await errors.find(`${image}`, labels)).entries()) {
          if (known) expect(known).toEqual(errorsOf(10 * image + label, 120));
          found += known ? 1 : 0;
        }
      }
      await errors.remember('fresh', [{ conditioning: 'cat', errors: errorsOf(1, 5) }]);
      expect([undefined, errorsOf(1, 5)]).toContainEqual((await errors.find('fresh', ['cat']))[0]);
      errors.close();
      return { found, of: asked * labels.length };
    },
  },
};

test.each(['results', 'errors'])(
  `${count} damaged data files of %s: it answers, with nothing wrong, and says at most one thing`,
  async (what) => {
    const { fill, use } = kept[what]!;
    const folder = temporaryFolder();
    const cache = path.join(folder, 'cache');
    const data = await fill(cache);
    const untouched = path.join(folder, 'untouched');
    cpSync(path.dirname(data), untouched, { recursive: true });

    const told: Record<string, number> = { nothing: 0, setAside: 0, memoryOnly: 0, lost: 0 };
    let slowest = 0;
    let found = 0;
    let all = 0;
    for (let i = 0; i < count; i++) {
      const choices = new Choices(i);
      const mutate = choices.pick(Object.values(mutations));
      rmSync(`${path.dirname(data)}.damaged`, { recursive: true, force: true });
      rmSync(path.dirname(data), { recursive: true, force: true });
      cpSync(untouched, path.dirname(data), { recursive: true });
      writeFileSync(data, mutate(readFileSync(data), choices));

      const troubles: { kind: string }[] = [];
      const started = performance.now();
      const answers = await use(cache, (trouble) => troubles.push(trouble));
      slowest = Math.max(slowest, performance.now() - started);
      found += answers.found;
      all += answers.of;
      expect(troubles.length).toBeLessThan(2);
      told[troubles[0]?.kind ?? 'nothing']! += 1;
    }
    const percentFound = Math.round((100 * found) / all);
    const figures = { tried: count, told, percentFound, slowestMs: Math.round(slowest) };
    report(what === 'results' ? 'store-files' : 'error-files', figures);
  },
  900_000,
);
