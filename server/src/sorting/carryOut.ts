import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { FileStamp } from './fileStamp';
import { notWritable } from './lockFolder';
import { type Links, place } from './place';
import type { SortPlan } from './plan';
import { restore } from './restore';
import type { LogHead, LogWriter, SortAction } from './sortLog';
import { codeOf } from './withoutOverwriting';

export interface SortControl {
  signal?: AbortSignal | undefined;
  /** After every few images. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Actions that are promised together, and then done: one wait for the disk for all of them. */
const batch = 64;

/** What every image to come would meet, too. */
const troublesOfDisk = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];

interface Task {
  head: LogHead;
  plan: SortPlan;
  log: LogWriter;
  /** Of the log. */
  file: string;
  /** The highest number of an action in it. */
  last: number;
}

interface CarriedOut {
  done: SortAction[];
  failed: SortPlan['stay'];
  hardLinked?: true;
}

/** `cancelled`: not even begun; `taken`: its name is, by now. */
type Outcome = { made: FileStamp } | 'cancelled' | 'taken' | { error: unknown };

/**
 * Does what a plan says, batch by batch.
 *
 * @throws Failure `cancelled`; `file-not-writable` where the disk is full or the like. What is done
 *   stays so.
 */
export async function carryOut(
  { head, plan, log, file, last }: Task,
  { signal, onProgress }: SortControl,
): Promise<CarriedOut> {
  const links: Links = { areHard: false };
  const ready = new Set<string>();
  const waiting = plan.actions.toReversed();
  const total = waiting.length;
  const done: SortAction[] = [];
  const failed: SortPlan['stay'] = [];
  let number = last;

  const begin = async (action: SortAction): Promise<Outcome> => {
    if (signal?.aborted) return 'cancelled';
    try {
      return { made: await place(head, action, links) };
    } catch (error) {
      return codeOf(error) === 'EEXIST' ? 'taken' : { error };
    }
  };

  /** @returns the line that it leaves in the log. */
  const end = async (action: SortAction, outcome: Outcome) => {
    if (typeof outcome === 'object' && 'made' in outcome) {
      done.push(action);
      return [{ done: action.action, stamp: outcome.made }];
    }
    const { image, into, stamp } = action;
    if (outcome === 'taken') {
      const as = plan.names.get(into)!.take(path.posix.basename(image));
      waiting.push({ image, into, as, stamp });
    } else if (outcome !== 'cancelled') {
      const message = `${path.join(head.folder, image)}: ${(outcome.error as Error).message}.`;
      failed.push({ image, reason: 'error', message });
      if ((await restore(head, { action })) !== undefined) return [];
    }
    return [{ undone: action.action }];
  };

  while (waiting.length > 0) {
    const actions = waiting
      .splice(-batch)
      .toReversed()
      .map((action) => ({ action: ++number, ...action }));
    const folders = [...new Set(actions.map(({ into }) => into))].filter((one) => !ready.has(one));
    const missing: string[] = [];
    for (const one of folders.map((into) => path.join(head.to, into))) {
      await access(one).catch(() => missing.push(one));
    }
    await log.promise([...missing.map((make) => ({ make })), ...actions]);
    for (const one of missing) {
      await mkdir(one).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw notWritable(one, error);
      });
    }
    for (const one of folders) ready.add(one);
    const outcomes = await Promise.all(actions.map(begin));
    const lines = await Promise.all(actions.map((action, i) => end(action, outcomes[i]!)));
    await log.write(lines.flat());
    onProgress?.(done.length + failed.length, total);
    if (signal?.aborted) throw cancelled(done.length, total, file);
    const trouble = outcomes.find(
      (outcome) =>
        typeof outcome === 'object' &&
        'error' in outcome &&
        troublesOfDisk.includes(codeOf(outcome.error) ?? ''),
    );
    if (trouble) throw notWritable(head.to, (trouble as { error: unknown }).error);
  }
  return { done, failed, ...(links.areHard && { hardLinked: true as const }) };
}

function cancelled(done: number, total: number, log: string): Failure {
  return new Failure(
    'cancelled',
    `Cancelled: ${done} of ${total} images are sorted. The same request goes on; ${log} is what they can be brought back by.`,
    { log },
  );
}
