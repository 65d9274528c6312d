import { type Command, InvalidArgumentError } from 'commander';
import { defaultQueueName } from '../queue';
import { folderName } from './modelOptions';

/** The flags of every command that has to do with a queue, as commander gives them. */
export interface QueueFlags {
  queue?: string;
  queueName?: string;
  root?: string;
}

/** A number of things, from one on. */
export function someNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

/** Adds the flags that say where a queue is ({@link QueueFlags}). */
export function queueOptions(command: Command, queue: string, root: string): Command {
  return command
    .option('--queue <url>', queue)
    .option('--queue-name <name>', `begins every key in Redis (default: ${defaultQueueName})`)
    .option('--root <folder>', root, folderName);
}
