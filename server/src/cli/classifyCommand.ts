import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultImageLimits } from '../imageLimits';
import { classifyAll } from './classifyAll';
import type { Flags } from './classifyFlags';
import { parseLabels } from './labels';
import { decimal } from './limits';
import type { Terminal } from './terminal';

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function wholeNumbers(text: string): number[] {
  return parseLabels(text).map(wholeNumber);
}

export function classifyCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  return new Command('classify')
    .description(
      'Classify images against labels: the label whose prompt best predicts the noise wins.',
    )
    .argument('<images...>', 'image files')
    .option('--labels <labels>', 'labels, separated by commas')
    .option('--labels-file <file>', 'text file with one label a line')
    .option('--model <model>', 'id of a model, or a model folder')
    .option(
      '--template <text>',
      'makes a prompt of a label, such as "a sketch of a {}"; may be given several times',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--prompt-set <name>', "the paper's prompts of a data set (docs/method.md)")
    .addOption(
      new Option('--prompts <rule>', 'how several prompts make one label').choices([
        'best',
        'mean',
      ]),
    )
    .option(
      '--provider <list>',
      'what to run on, in order of trial: cuda,webgpu,cpu',
      (text: string, before: string[] = []) => [...before, ...parseLabels(text)],
    )
    .option(
      '--device <list>',
      'indices of the GPUs to use, such as 0,1',
      (text: string, before: number[] = []) => [...before, ...wholeNumbers(text)],
    )
    .option('--samples <n>', 'samples a label gets at most', wholeNumber)
    .addOption(new Option('--loss <loss>', 'distance to the noise').choices(['l2', 'l1', 'huber']))
    .addOption(
      new Option('--elimination <rule>', 'when labels leave the race').choices(['none', 'staged']),
    )
    .option('--keep <counts>', 'labels kept after each stage, such as 5,1', wholeNumbers)
    .option('--stages <samples>', 'samples by the end of each stage, such as 50,500', wholeNumbers)
    .addOption(
      new Option('--sample-set <kind>', 'official follows the code of the paper').choices([
        'product',
        'official',
      ]),
    )
    .addOption(
      new Option(
        '--preprocessing <rule>',
        'how an image becomes what the model takes (docs/method.md)',
      ).choices(['product', 'official', 'adm']),
    )
    .option('--seed <n>', 'of the noise and the order of samples', wholeNumber)
    .option('--prior <priors>', 'weights before the image is seen, such as cat=0.7,dog=0.3')
    .option(
      '--max-megabytes <n>',
      `refuse larger files (default: ${defaultImageLimits.megabytes})`,
      decimal,
    )
    .option(
      '--max-megapixels <n>',
      `refuse images with more pixels (default: ${defaultImageLimits.megapixels})`,
      decimal,
    )
    .option(
      '--max-seconds <n>',
      `give up decoding an image after (default: ${defaultImageLimits.seconds})`,
      decimal,
    )
    .option('--json', 'one JSON object a line instead of a table')
    .option('--trace', 'with --json: also the samples and every error')
    .action(async (images: string[], flags: Flags) =>
      setExitCode(await classifyAll(images, flags, terminal)),
    );
}
