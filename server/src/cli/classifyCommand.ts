import { Command } from 'commander';
import { classifyAll } from './classifyAll';
import type { Flags } from './classifyFlags';
import { modelOptions, promptOptions } from './modelOptions';
import { labelOptions, raceOptions } from './raceOptions';
import type { Terminal } from './terminal';

export function classifyCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('classify')
    .description(
      'Classify images against labels: the label whose prompt best predicts the noise wins.',
    )
    .argument('<images...>', 'image files');
  return raceOptions(promptOptions(modelOptions(labelOptions(command))))
    .option('--json', 'one JSON object a line instead of a table')
    .option('--trace', 'with --json: also the samples and every error')
    .action(async (images: string[], flags: Flags) =>
      setExitCode(await classifyAll(images, flags, terminal)),
    );
}
