import type { Database as Table } from 'lmdb';
import { packedEvaluation } from '../packedErrors';
import { Contexts } from './contexts';
import { keyLength, keyOf } from './keys';
import { seal, unseal } from './sealed';
import type { StoreDatabase } from './storeDatabase';

/** What lmdb says of a table, as far as it is of interest here. */
interface PageCounts {
  pageSize: number;
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
  entryCount: number;
}

/** A record as it lies on disk. */
export interface FoundRecord {
  key: Buffer;
  /** Packed errors; undefined where they are not what was written. */
  content: Buffer | undefined;
  /** Bytes, sealed. */
  length: number;
}

/**
 * Packed errors, one sealed record for each context and conditioning, and the contexts there are.
 * Every change belongs into a write of the database.
 */
export class ErrorTables {
  /** By the keys of context and conditioning, one behind the other. */
  private readonly records: Table<Buffer, Buffer>;
  readonly contexts: Contexts;

  /** @throws StoreFailure `unusable`, `damaged` */
  constructor(readonly database: StoreDatabase) {
    this.records = database.binaryTable('errors');
    this.contexts = new Contexts(database);
  }

  /** Packed errors, undefined where there are none that are what was written. */
  get(context: Buffer, conditioning: string): Buffer | undefined {
    const key = Buffer.concat([context, keyOf(conditioning)]);
    return contentOf(key, this.records.get(key));
  }

  put(context: Buffer, conditioning: string, packed: Uint8Array): void {
    const key = Buffer.concat([context, keyOf(conditioning)]);
    this.records.putSync(key, seal(key, packed));
  }

  remove(key: Buffer): void {
    this.records.removeSync(key);
  }

  /** Removes all that is known of a context, but for its entry among the contexts. */
  removeRecords(context: Buffer): void {
    for (const key of [...this.records.getKeys(rangeOf(context))]) this.remove(key);
  }

  clear(): void {
    this.records.clearSync();
    this.contexts.clear();
  }

  /** All records whose keys come after `key`, in the order of their keys. */
  *after(key: Buffer): Iterable<FoundRecord> {
    for (const { key: found, value } of this.records.getRange({ start: key })) {
      if (found.equals(key)) continue;
      yield { key: found, content: contentOf(found, value), length: value.length };
    }
  }

  /** How many evaluations there are of a context. */
  countEvaluations(context: Buffer): number {
    let bytes = 0;
    for (const { key, value } of this.records.getRange(rangeOf(context))) {
      bytes += contentOf(key, value)?.length ?? 0;
    }
    return bytes / packedEvaluation;
  }

  get count(): number {
    return this.pages.entryCount;
  }

  /** Bytes of the pages on disk, also within a write. */
  get size(): number {
    const { pageSize, treeBranchPageCount, treeLeafPageCount, overflowPages } = this.pages;
    return pageSize * (treeBranchPageCount + treeLeafPageCount + overflowPages);
  }

  private get pages(): PageCounts {
    return this.records.getStats() as PageCounts;
  }
}

function contentOf(key: Buffer, record: Buffer | undefined): Buffer | undefined {
  const content = unseal(key, record);
  return content && content.length % packedEvaluation === 0 ? content : undefined;
}

/** The keys of all records of a context. */
function rangeOf(context: Buffer) {
  const end = Buffer.concat([context, Buffer.alloc(keyLength, 0xff)]);
  return { start: context, end, inclusiveEnd: true };
}
