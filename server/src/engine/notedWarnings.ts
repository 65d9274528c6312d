import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Conditioning } from '../host/messages';
import { type Warning, warningSchema } from '../protocol';
import { conditioningName } from './errorContext';
import type { ErrorMemory } from './errorMemory';

const warningsSchema = z.array(warningSchema);

/**
 * The note of what a model warned of when it was asked for these rows, so that an answer from the
 * store alone says the same.
 *
 * @param model its id, which warnings name; models of other names may have the same weights.
 * @param digest of the model's weights.
 */
export function noteName(model: string, digest: string, rows: readonly Conditioning[]): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${conditioningName(row)}\0`);
  return `warnings ${model} ${digest} ${hash.digest('hex')}`;
}

/** Undefined where there is no such note, or it cannot be read. */
export async function notedWarnings(
  store: Pick<ErrorMemory, 'note'>,
  name: string,
): Promise<Warning[] | undefined> {
  const note = await store.note(name);
  if (note === undefined) return undefined;
  try {
    return warningsSchema.parse(JSON.parse(note));
  } catch {
    return undefined;
  }
}
