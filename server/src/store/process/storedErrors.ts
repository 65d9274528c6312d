import type { FindErrorsParams, RememberErrorsParams } from '../errorMessages';
import { mergeErrors, packedEvaluation } from '../packedErrors';
import { StoreFailure } from '../storeFailure';
import type { ErrorsInfo, VerifyAnswer, VerifyParams } from '../upkeepMessages';
import { ErrorTables } from './errorTables';
import { keyOf } from './keys';
import type { StoreDatabase } from './storeDatabase';
import { verifyErrors } from './verifyErrors';

/** Bytes on disk: some thirty million evaluations, or ten labels of 15,000 images at 200 samples. */
const defaultCapacity = 1e9;

/** Bytes of errors in one answer, so that neither process is busy with it for long. */
const answerLimit = 4e6;

/** So many contexts that were used are written down at the latest, though nothing else is. */
const touchedLimit = 256;

const nothing = Buffer.alloc(0);

/**
 * Errors by context and conditioning. Bounded in size: the contexts that were used longest ago make
 * room, each with all that is known of it. What was found counts as used; that is written down with
 * what is remembered next, so a process that is killed can forget such uses, but no errors.
 */
export class StoredErrors {
  private readonly tables: ErrorTables;
  /** Keys of contexts, in base64, that were found and not written down as used, the newest last. */
  private readonly touched = new Set<string>();

  /**
   * @param capacity Bytes on disk.
   * @throws StoreFailure `unusable`, `damaged`
   */
  constructor(
    private readonly database: StoreDatabase,
    private readonly capacity = defaultCapacity,
  ) {
    this.tables = new ErrorTables(database);
  }

  /**
   * Returns once all rows are on disk, beside what was known of their conditionings before.
   *
   * @throws StoreFailure `full`, `unusable`, `damaged`; nothing is stored then.
   */
  remember({ context, rows }: RememberErrorsParams): void {
    const contextKey = keyOf(context);
    this.database.write(() => {
      this.writeTouched();
      let bytes = 0;
      let evaluations = 0;
      for (const { conditioning, packed } of rows) {
        const known = this.tables.get(contextKey, conditioning) ?? nothing;
        const merged = mergeErrors(known, Buffer.from(packed, 'base64'));
        if (merged === known) continue;
        this.tables.put(contextKey, conditioning, merged);
        evaluations += (merged.length - known.length) / packedEvaluation;
        bytes += merged.length;
      }
      this.tables.contexts.use(contextKey, evaluations);
      this.makeRoom();
      this.database.expectRoom(bytes);
    });
    this.touched.clear();
  }

  /**
   * What is known of the first conditionings, as many as fit into one answer. A record that is not
   * what was written counts as unknown.
   *
   * @throws StoreFailure `unusable`, `damaged`
   */
  find({ context, conditionings }: FindErrorsParams): (Buffer | undefined)[] {
    const contextKey = keyOf(context);
    const found: (Buffer | undefined)[] = [];
    this.database.read(() => {
      let bytes = 0;
      for (const conditioning of conditionings) {
        const content = this.tables.get(contextKey, conditioning);
        found.push(content);
        bytes += content?.length ?? 0;
        if (bytes >= answerLimit) break;
      }
    });
    if (found.some(Boolean)) this.touch(contextKey);
    return found;
  }

  /** @throws StoreFailure `unusable`, `damaged` */
  info(): ErrorsInfo {
    const { tables, capacity } = this;
    return this.database.read(() => ({
      holds: 'errors',
      bytes: tables.size,
      capacity,
      contexts: tables.contexts.count,
      conditionings: tables.count,
      evaluations: tables.contexts.evaluations,
    }));
  }

  /** Reads the next part of the records: {@link verifyErrors}. */
  verify(parameters: VerifyParams): VerifyAnswer {
    return verifyErrors(this.tables, parameters);
  }

  /** Writes down which contexts were used since something was written last, where that can be done. */
  flush(): void {
    if (this.touched.size === 0) return;
    try {
      this.database.write(() => this.writeTouched());
    } catch (error) {
      // Of an order that is not written down nothing else depends.
      if (!(error instanceof StoreFailure)) throw error;
    }
    this.touched.clear();
  }

  private touch(context: Buffer): void {
    const key = context.toString('base64');
    this.touched.delete(key);
    this.touched.add(key);
    if (this.touched.size >= touchedLimit) this.flush();
  }

  private writeTouched(): void {
    const { contexts } = this.tables;
    for (const text of this.touched) {
      const context = Buffer.from(text, 'base64');
      // Another process may have made room of it.
      if (contexts.has(context)) contexts.use(context, 0);
    }
  }

  private makeRoom(): void {
    while (this.tables.size > this.capacity) {
      const oldest = this.tables.contexts.removeOldest();
      if (!oldest) break;
      this.tables.removeRecords(oldest);
    }
    // Only damage leaves records of contexts that nobody knows. Without this, they would stay.
    if (this.tables.contexts.count === 0) this.tables.clear();
  }
}
