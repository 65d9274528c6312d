import type { VerifyAnswer, VerifyParams } from '../upkeepMessages';
import type { ErrorTables } from './errorTables';
import { keyLength } from './keys';

/**
 * Removes records that are not what was written, and brings what is known of their contexts, and of
 * contexts that are not known, into line with the records that there are.
 */
function repair(
  tables: ErrorTables,
  damaged: readonly Buffer[],
  contexts: readonly Buffer[],
): void {
  const affected = new Map(
    [...damaged, ...contexts.filter((context) => !tables.contexts.has(context))]
      .map((key) => key.subarray(0, keyLength))
      .map((context) => [context.toString('base64'), context]),
  );
  if (affected.size === 0) return;
  tables.database.write(() => {
    for (const key of damaged) tables.remove(key);
    for (const context of affected.values()) {
      tables.contexts.set(context, tables.countEvaluations(context));
    }
  });
}

/**
 * Reads the records behind those that were read before, so many bytes of them, and
 * compares them with their checksums.
 *
 * @throws StoreFailure `unusable`, `damaged`; with `repair` also `full`.
 */
export function verifyErrors(tables: ErrorTables, parameters: VerifyParams): VerifyAnswer {
  const start = Buffer.from(parameters.after ?? '', 'base64');
  const damaged: Buffer[] = [];
  const contexts = new Map<string, Buffer>();
  let [whole, bytes] = [0, 0];
  let next: Buffer | null = null;
  tables.database.read(() => {
    for (const { key, content, length } of tables.after(start)) {
      if (content) whole += 1;
      else damaged.push(key);
      const context = key.subarray(0, keyLength);
      contexts.set(context.toString('base64'), context);
      bytes += length;
      if (bytes < parameters.bytes) continue;
      next = key;
      break;
    }
  });
  if (parameters.repair) repair(tables, damaged, [...contexts.values()]);
  return { whole, damaged: damaged.length, next: next && (next as Buffer).toString('base64') };
}
