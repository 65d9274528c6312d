import { Command } from 'commander';
import { compare } from './compare';
import type { CompareFlags } from './compareFlags';
import { engineOptions, promptOptions, wholeNumber, wholeNumbers } from './modelOptions';
import { labelOptions, raceOptions } from './raceOptions';
import type { Terminal } from './terminal';

/** `compare`: several classifiers on the same labelled images. */
export function compareCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('compare')
    .description('Compare several classifiers on the same labelled images (docs/comparisons.md).')
    .argument('<folder>', 'a folder with one sub-folder of images for each label')
    .requiredOption(
      '--backend <model>',
      'a diffusion model, a CLIP folder or an image classifier in ONNX; given once for each',
      (text: string, before: string[] = []) => [...before, text],
    );
  labelOptions(command, ' (default: those of the folder)');
  return raceOptions(promptOptions(engineOptions(command)))
    .option('--limit <n>', 'only so many images, as many of each label, by --seed', wholeNumber)
    .option('--class-names <file>', 'names of the classes of an image classifier, one a line')
    .option('--preprocessor <file>', 'preprocessor_config.json of an image classifier')
    .option('--train <folder>', 'what linear probes learn from: a sub-folder for each label')
    .option('--shots <k>', 'images of each label that a linear probe learns from', wholeNumber, 10)
    .option(
      '--probe-timesteps <list>',
      'at which a linear probe takes its features (docs/comparisons.md)',
      wholeNumbers,
      [100],
    )
    .option('--report <file>', 'the comparison with all images that differ, as .md')
    .option('--plot <file>', 'accuracies with their intervals, as .svg')
    .option('--json', 'one JSON object instead of tables')
    .action(async (folder: string, flags: CompareFlags) =>
      setExitCode(await compare(folder, flags, terminal)),
    );
}
