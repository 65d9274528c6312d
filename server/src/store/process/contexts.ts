import type { Database as Table } from 'lmdb';
import { StoreFailure } from '../storeFailure';
import { keyLength } from './keys';
import { seal, unseal } from './sealed';
import type { StoreDatabase } from './storeDatabase';

interface Entry {
  /** Rises from one use to the next, over all processes. */
  use: number;
  /** How many evaluations its records hold. */
  evaluations: number;
}

const orderLength = 8;

/** More than there will ever be. */
const useEnd = 2 ** 52;

/** A number as a key: lmdb orders keys by their bytes. */
function orderKey(use: number): Buffer {
  const key = Buffer.alloc(orderLength);
  key.writeBigUInt64BE(BigInt(use));
  return key;
}

function useOf(orderKey: Buffer): number {
  return Number(orderKey.readBigUInt64BE());
}

/**
 * The contexts of which there are errors, in the order in which they were used last. That order is
 * told by counting, never by the clock. Every change belongs into a write of the database.
 */
export class Contexts {
  private readonly entries: Table<Buffer, Buffer>;
  /** Keys of contexts by the number of their last use. */
  private readonly order: Table<Buffer, Buffer>;

  /**
   * Reads all of both tables, so that damage shows here and not at a question.
   *
   * @throws StoreFailure `unusable`, `damaged`
   */
  constructor(database: StoreDatabase) {
    this.entries = database.binaryTable('contexts');
    this.order = database.binaryTable('contextsInOrder');
    database.read(() => {
      this.entries.getRange().forEach(() => {});
      for (const { key, value } of this.order.getRange()) {
        if (key.length === orderLength && value.length === keyLength && useOf(key) < useEnd)
          continue;
        throw new StoreFailure('damaged', 'the order of the contexts is none.');
      }
    });
  }

  get count(): number {
    return (this.entries.getStats() as { entryCount: number }).entryCount;
  }

  /** How many evaluations the records of all contexts hold. */
  get evaluations(): number {
    let sum = 0;
    for (const key of this.entries.getKeys()) sum += this.entry(key)?.evaluations ?? 0;
    return sum;
  }

  /** Puts a context behind all others, with so many evaluations more. */
  use(context: Buffer, added: number): void {
    this.set(context, (this.entry(context)?.evaluations ?? 0) + added);
  }

  /** Puts a context behind all others, with so many evaluations; one that has none is none. */
  set(context: Buffer, evaluations: number): void {
    this.remove(context);
    if (evaluations === 0) return;
    const [newest] = this.order.getKeys({ reverse: true, limit: 1 });
    const use = newest ? useOf(newest) + 1 : 1;
    const content = Buffer.alloc(16);
    content.writeDoubleLE(use);
    content.writeDoubleLE(evaluations, 8);
    this.entries.putSync(context, seal(context, content));
    this.order.putSync(orderKey(use), context);
  }

  has(context: Buffer): boolean {
    return this.entry(context) !== undefined;
  }

  /** Takes out the context that was used longest ago. */
  removeOldest(): Buffer | undefined {
    const [oldest] = this.order.getRange({ limit: 1 });
    if (!oldest) return undefined;
    this.remove(oldest.value);
    this.order.removeSync(oldest.key);
    return oldest.value;
  }

  clear(): void {
    this.entries.clearSync();
    this.order.clearSync();
  }

  private remove(context: Buffer): void {
    const entry = this.entry(context);
    this.entries.removeSync(context);
    if (entry) this.order.removeSync(orderKey(entry.use));
  }

  private entry(context: Buffer): Entry | undefined {
    const content = unseal(context, this.entries.get(context));
    if (content?.length !== 16) return undefined;
    return { use: content.readDoubleLE(), evaluations: content.readDoubleLE(8) };
  }
}
