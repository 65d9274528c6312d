import { Command, Option } from 'commander';
import { modelOptions, promptOptions, wholeNumber, wholeNumbers } from './modelOptions';
import type { StudyFlags } from './studyFlags';
import { studyTimesteps } from './studyTimesteps';
import type { Terminal } from './terminal';

/** `study`: what a model does on a labelled folder, in the paper's own experiments. */
export function studyCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const timesteps = new Command('timesteps')
    .description(
      "Accuracy by choice of timesteps and number of samples, as in the paper's section 3.1.",
    )
    .argument('<folder>', 'a folder with one sub-folder of images for each label');
  promptOptions(modelOptions(timesteps))
    .option('--samples <counts>', 'numbers of samples (default: 1,2,5,10,20,50,100)', wholeNumbers)
    .option('--images <n>', 'how many images, evenly over the labels (default: all)', wholeNumber)
    .option('--strategies <names>', 'such as "500; even N" (default: all)')
    .option(
      '--band <from,to>',
      'timesteps to choose from (default: all of the model)',
      wholeNumbers,
    )
    .addOption(new Option('--loss <loss>', 'distance to the noise').choices(['l2', 'l1', 'huber']))
    .addOption(
      new Option(
        '--preprocessing <rule>',
        'how an image becomes what the model takes (docs/method.md)',
      ).choices(['product', 'official', 'adm']),
    )
    .option('--seed <n>', 'of the noise and the choice of images', wholeNumber)
    .option('--out <file>', 'results as .json or .csv')
    .option('--plot <file>', 'a chart, as .svg')
    .action(async (folder: string, flags: StudyFlags) =>
      setExitCode(await studyTimesteps(folder, flags, terminal)),
    );
  return new Command('study')
    .description('Experiments of the paper on a labelled folder (docs/study.md).')
    .addCommand(timesteps);
}
