import path from 'node:path';
import { QueuedEngine, queueAddress } from '../queue';
import { Runs } from '../runs';
import { conversation } from './conversation';
import type { EngineFlags } from './openEngine';
import { type OpenRuns, runsPlace } from './openRuns';
import type { QueueFlags } from './queueFlags';
import type { Terminal } from './terminal';

/** The flags of `run` that concern a queue, as commander gives them. */
export interface QueuedRunFlags extends QueueFlags {
  chunk?: number;
}

/**
 * Runs whose images are classified by the workers of a queue; their rows are kept here.
 *
 * @param queue By `--queue`.
 * @throws Failure `options-invalid`, `queue-unavailable`.
 */
export async function openQueuedRuns(
  images: string,
  queue: string,
  flags: QueuedRunFlags & EngineFlags,
  terminal: Terminal,
): Promise<OpenRuns> {
  const { queueName, root = images, chunk } = flags;
  const address = queueAddress(queue, queueName);
  const said = conversation(terminal);
  const { folder, isKept, forget } = runsPlace(flags);
  const engine = await QueuedEngine.open({
    ...{ address, chunk, onWarning: said.warnOnce },
    root: path.resolve(root),
    owner: `${folder} ${path.resolve(images)}`,
  });
  const runs = new Runs({ engine, folder });
  return {
    ...said,
    runs,
    isKept,
    close: async () => {
      await runs.close();
      engine.close();
      forget();
    },
  };
}
