import { Command } from 'commander';
import { modelOptions, promptOptions } from './modelOptions';
import { queueOptions, someNumber } from './queueFlags';
import { labelOptions, raceOptions } from './raceOptions';
import type { RunFlags } from './runFlags';
import { runFolder } from './runFolder';
import { folderOptions, outputOptions } from './runOptions';
import type { Terminal } from './terminal';

/** `run`: a whole folder, which can be broken off and gone on with. */
export function runCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('run')
    .description(
      'Classify all images of a folder. The same command goes on where it ended (docs/folders.md).',
    )
    .argument('<folder>', 'a folder with images at any depth');
  folderOptions(labelOptions(command, ' (default: those of the ground truth)'));
  queueOptions(
    command,
    'have workers classify the images, by way of a Redis database (docs/queue.md)',
    'with --queue: tell workers of images by their paths from here (default: the folder)',
  ).option(
    '--chunk <n>',
    'with --queue: images a job (default: what takes about 20 s)',
    someNumber,
  );
  return outputOptions(
    raceOptions(promptOptions(modelOptions(command))).option(
      '--retry',
      'try images again that failed before',
    ),
  ).action(async (folder: string, flags: RunFlags) =>
    setExitCode(await runFolder(folder, flags, terminal)),
  );
}
