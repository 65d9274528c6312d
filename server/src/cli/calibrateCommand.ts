import { Command } from 'commander';
import { type CalibrateFlags, calibrate } from './calibrate';
import { modelOptions, promptOptions } from './modelOptions';
import type { Terminal } from './terminal';

/** `calibrate`: a temperature for a model of one's own. */
export function calibrateCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('calibrate')
    .description(
      'Fit what makes probabilities of errors, on labelled images (docs/calibration.md).',
    )
    .argument('<folder>', 'a folder with one sub-folder of images for each label');
  return promptOptions(modelOptions(command))
    .option('--plot <file>', 'a reliability diagram, as .svg')
    .option('--write', "put the temperature into the model's classifier.json")
    .option('--json', 'one JSON object instead of a table')
    .action(async (folder: string, flags: CalibrateFlags) =>
      setExitCode(await calibrate(folder, flags, terminal)),
    );
}
