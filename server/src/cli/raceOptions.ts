import { type Command, InvalidArgumentError, Option } from 'commander';
import { decimal } from './limits';
import { wholeNumber, wholeNumbers } from './modelOptions';

/** The weight of `--none-of-these`, which takes an image that follows it for one. */
function weight(text: string): number {
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError(
    'Expected a weight above 0, such as 2, or none: then give the flag after the images.',
  );
}

/** Adds the flags that name labels ({@link LabelFlags}). */
export function labelOptions(command: Command, otherwise = ''): Command {
  return command
    .option('--labels <labels>', `labels, separated by commas${otherwise}`)
    .option('--labels-file <file>', 'text file with one label a line');
}

/** Adds the flags that say how labels are compared ({@link RaceFlags}), but those of prompts. */
export function raceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--prompts <rule>', 'how several prompts make one label').choices([
        'best',
        'mean',
      ]),
    )
    .option('--samples <n>', 'samples a label gets at most; of a race, the grid', wholeNumber)
    .addOption(new Option('--loss <loss>', 'distance to the noise').choices(['l2', 'l1', 'huber']))
    .addOption(
      new Option('--elimination <rule>', 'when labels leave').choices(['none', 'staged', 'racing']),
    )
    .option('--keep <counts>', 'labels kept after each stage, such as 5,1', wholeNumbers)
    .option('--stages <samples>', 'samples by the end of each stage, such as 50,500', wholeNumbers)
    .addOption(
      new Option(
        '--racing <kind>',
        'whether the error probability of a race is guaranteed (docs/method.md)',
      ).choices(['exact', 'approximate']),
    )
    .option(
      '--delta <p>',
      "probability that a race ends with another winner (default: the model's, or 0.05)",
      decimal,
    )
    .option('--minimum <n>', 'samples before a label may leave a race', wholeNumber)
    .option('--maximum <n>', 'samples at which a race ends undecided', wholeNumber)
    .addOption(
      new Option(
        '--undecided <rule>',
        'what an undecided race does: answer with its leader, or go on to the whole grid',
      ).choices(['leader', 'grid']),
    )
    .option('--bound <x>', 'for --racing exact: no two errors at a sample differ by more', decimal)
    .option('--shortlist <model>', 'CLIP folder that chooses which labels are worth comparing')
    .option(
      '--shortlist-keep <k>',
      'labels that CLIP keeps, or parents a level of a hierarchy',
      wholeNumber,
    )
    .option('--hierarchy <file>', 'JSON of labels by parents, which are compared first')
    .option(
      '--none-of-these [weight]',
      'let "none of these" be an answer, with the prior weight of one label or that given',
      weight,
    )
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
    .option('--prior <priors>', 'weights before the image is seen, such as cat=0.7,dog=0.3');
}
