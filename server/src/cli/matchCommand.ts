import { Command, InvalidArgumentError, Option } from 'commander';
import { type MatchFlags, match } from './match';
import { modelOptions, wholeNumber } from './modelOptions';
import type { Terminal } from './terminal';

function references(text: string): number | 'unconditional' {
  if (text === 'unconditional') return text;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number of captions, or "unconditional".');
}

/** `match`: which caption belongs to which image, as Winoground asks. */
export function matchCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('match')
    .description(
      'Match images with captions, and score whole groups of them as Winoground does (docs/matching.md).',
    )
    .argument('<file>', 'a JSONL file of groups, or the folder of the Winoground release');
  return modelOptions(command)
    .option('--samples <n>', 'samples of every image under every caption', wholeNumber)
    .addOption(new Option('--loss <loss>', 'distance to the noise').choices(['l2', 'l1', 'huber']))
    .option(
      '--references <n>',
      'also normalised image scores: less the mean error under n captions of other groups, or "unconditional", without a caption',
      references,
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
    .option('--out <file>', 'scores and groups as .json, or every pair as .csv')
    .option('--json', 'one JSON object instead of a table')
    .action(async (file: string, flags: MatchFlags) =>
      setExitCode(await match(file, flags, terminal)),
    );
}
