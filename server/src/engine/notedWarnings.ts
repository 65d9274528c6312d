import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Conditioning } from '../host/messages';
import { type Warning, warningSchema } from '../protocol';
import { conditioningName } from './errorContext';
import type { ErrorMemory } from './errorMemory';
import type { Untrained } from './untrainedLabels';

const warningsSchema = z.array(warningSchema);

/** What warnings depend on. */
export interface Noted {
  /** Its id, which warnings name; models of other names may have the same weights. */
  model: string;
  /** Of the model's weights. */
  digest: string;
  rows: readonly Conditioning[];
  untrained: Untrained | undefined;
}

/**
 * The note of what a model warned of when it was asked for these rows, so that an answer from the
 * store alone says the same.
 */
export function noteName({ model, digest, rows, untrained }: Noted): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${conditioningName(row)}\0`);
  if (untrained) hash.update(JSON.stringify(untrained));
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
