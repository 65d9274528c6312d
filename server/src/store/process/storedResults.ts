import { createHash } from 'node:crypto';
import type { Database as Table } from 'lmdb';
import * as z from 'zod';
import { type ClassifyResult, providerSchema, warningSchema } from '../../protocol';
import type { RememberParams, StoredResult } from '../resultMessages';
import { StoreFailure } from '../storeFailure';
import type { ResultsInfo, VerifyAnswer, VerifyParams } from '../upkeepMessages';
import type { StoreDatabase } from './storeDatabase';

/** Loose, so that fields that are added to results are kept. */
const resultSchema: z.ZodType<ClassifyResult> = z.looseObject({
  image: z.string(),
  model: z.string(),
  predicted: z.string(),
  labels: z
    .array(
      z.looseObject({
        label: z.string(),
        probability: z.number().nullable(),
        error: z.number(),
        samples: z.int(),
        margin: z.number(),
      }),
    )
    .min(1),
  calibrated: z.boolean(),
  evaluations: z.int(),
  seconds: z.number(),
  classified: z.exactOptional(z.string()),
  provider: z.exactOptional(providerSchema),
  warnings: z.exactOptional(z.array(warningSchema)),
});

const entrySchema = z.object({
  /** Absolute path of the image. */
  file: z.string(),
  /** Rises from one stored result to the next, over all processes. */
  sequence: z.int(),
  stamp: z.string(),
  result: resultSchema,
});

type Entry = z.infer<typeof entrySchema>;

/** Undefined for whatever is no entry: it is passed over until something takes its place. */
function readEntry(text: string | undefined): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** Paths may be longer than lmdb's keys, which end at 1,978 bytes. */
function keyOf(file: string): string {
  return createHash('sha256').update(file).digest('base64url');
}

/** Some 50,000 results of ten labels; on disk it is about twice as much. */
const defaultCapacity = 64e6;

const sizeKey = 'bytes';

/**
 * The newest result of each image file, bounded in size: those stored longest ago make room. What
 * came before what is told by counting, never by the clock.
 */
export class StoredResults {
  /** Entries by the key of their file. */
  private readonly entries: Table<string, string>;
  /** Keys of files by the sequence number of their entry. */
  private readonly order: Table<string, number>;
  /** `bytes`: those of all entries. */
  private readonly totals: Table<string, string>;

  /**
   * @param capacity Bytes of all entries.
   * @throws StoreFailure `unusable`, `damaged`
   */
  constructor(
    private readonly database: StoreDatabase,
    private readonly capacity = defaultCapacity,
  ) {
    this.entries = database.table('results');
    this.order = database.table('resultsInOrder');
    this.totals = database.table('resultsTotals');
    if (!Number.isSafeInteger(this.size)) {
      throw new StoreFailure('damaged', `the size of the results is "${this.totals.get(sizeKey)}"`);
    }
  }

  /**
   * Returns once the result is on disk, in place of what was known of the file before.
   *
   * @throws StoreFailure `full`, `unusable`, `damaged`
   */
  remember({ file, stamp, result }: RememberParams): void {
    const key = keyOf(file);
    this.database.write(() => {
      const [newest = 0] = this.order.getKeys({ reverse: true, limit: 1 });
      const entry: Entry = { file, sequence: newest + 1, stamp, result };
      const text = JSON.stringify(entry);
      let size = this.size - this.remove(key) + Buffer.byteLength(text);
      this.entries.putSync(key, text);
      this.order.putSync(entry.sequence, key);
      while (size > this.capacity) {
        const [oldest] = this.order.getRange({ limit: 1 });
        if (!oldest) break;
        size -= this.remove(oldest.value);
        this.order.removeSync(oldest.key);
      }
      this.totals.putSync(sizeKey, String(size));
    });
  }

  /** The newest result for a file. What is stored but is no result, or of another file, is not one. */
  find(file: string): StoredResult | undefined {
    const entry = readEntry(this.entries.get(keyOf(file)));
    return entry?.file === file ? { stamp: entry.stamp, result: entry.result } : undefined;
  }

  /** @throws StoreFailure `unusable`, `damaged` */
  info(): ResultsInfo {
    const { size, capacity } = this;
    return this.database.read(() => ({
      holds: 'results',
      bytes: size,
      capacity,
      results: this.entries.getKeysCount(),
    }));
  }

  /**
   * Reads all entries at once: they are no more than opening reads.
   *
   * @throws StoreFailure `unusable`, `damaged`; with `repair` also `full`.
   */
  verify({ repair }: VerifyParams): VerifyAnswer {
    const damaged: string[] = [];
    let whole = 0;
    this.database.read(() => {
      for (const { key, value } of this.entries.getRange()) {
        const entry = readEntry(value);
        if (entry && keyOf(entry.file) === key) whole += 1;
        else damaged.push(key);
      }
    });
    if (repair && damaged.length > 0) {
      this.database.write(() => {
        const freed = damaged.map((key) => this.remove(key)).reduce((sum, bytes) => sum + bytes);
        this.totals.putSync(sizeKey, String(this.size - freed));
      });
    }
    return { whole, damaged: damaged.length, next: null };
  }

  private get size(): number {
    return Number(this.totals.get(sizeKey) ?? 0);
  }

  /** @returns how many bytes the entry had. */
  private remove(key: string): number {
    const text = this.entries.get(key);
    if (text === undefined) return 0;
    this.entries.removeSync(key);
    const entry = readEntry(text);
    if (entry) this.order.removeSync(entry.sequence);
    return Buffer.byteLength(text);
  }
}
