import { Command } from 'commander';
import { decimal } from './limits';
import { modelOptions } from './modelOptions';
import { queueOptions, someNumber } from './queueFlags';
import { runWorker, type WorkerFlags } from './runWorker';
import type { Terminal } from './terminal';

/** `worker`: classifies what others have put into a queue. */
export function workerCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('worker').description(
    'Classify images that "run --queue" sends, until it is stopped (docs/queue.md).',
  );
  return modelOptions(
    queueOptions(
      command,
      'the Redis database to take work from, such as redis://host:6379/0',
      'read images below this folder alone, by their paths from the --root of the run',
    )
      .option('--concurrency <n>', 'jobs at a time (default: 2)', someNumber)
      .option(
        '--lost-after <seconds>',
        'let others have the work of a worker that is silent for so long (default: 30)',
        decimal,
      ),
  ).action(async (flags: WorkerFlags) => setExitCode(await runWorker(flags, terminal)));
}
