import { Command, InvalidArgumentError, Option } from 'commander';
import { decimal } from './limits';
import { folderName } from './modelOptions';
import { type SortFlags, sort } from './sort';
import type { Terminal } from './terminal';

function share(text: string): number {
  const value = decimal(text);
  if (value > 1) throw new InvalidArgumentError('Expected a probability of 0 to 1.');
  return value;
}

/** `sort`: images into a folder for each label, and back. */
export function sortCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const ways = ['copy', 'move', 'link', 'hardLink'];
  const way = (flag: string, description: string, name: string): Option =>
    new Option(flag, description).conflicts([...ways.filter((one) => one !== name), 'undo']);
  return new Command('sort')
    .description(
      'Sort the images of a run into a folder for each label; nothing is overwritten, and all can be undone (docs/sorting.md).',
    )
    .argument(
      '[run]',
      'the id of a run or the beginning of it, a folder (its newest run), or a table that "run --out" wrote',
    )
    .option('--by-label', 'by the label that was predicted, as is done anyway')
    .addOption(
      new Option(
        '--by <what>',
        'by the label that was predicted, or by the one that a person gave in review: others stay',
      )
        .choices(['predicted', 'review'])
        .conflicts('undo'),
    )
    .addOption(way('--copy', 'copy the images', 'copy'))
    .addOption(way('--move', 'move them', 'move'))
    .addOption(way('--link', 'make symbolic links to them', 'link'))
    .addOption(way('--hard-link', 'give them a second name on the same disk', 'hardLink'))
    .option(
      '--to <folder>',
      'what gets the label folders (default: FOLDER-sorted beside)',
      folderName,
    )
    .option('--threshold <p>', 'images below this probability are uncertain', share)
    .option('--margin <m>', 'images whose second label is closer than this are uncertain', decimal)
    .addOption(
      new Option(
        '--uncertain <what>',
        'uncertain images go to the folder "uncertain", or stay where they are',
      ).choices(['folder', 'stay']),
    )
    .option('--dry-run', 'say what would be done')
    .option('--undo <log>', 'bring back what the log says, as far as it is what it was')
    .option('--folder <folder>', 'what the images of a table are relative to', folderName)
    .option('--json', 'print the outcome as JSON')
    .option(
      '--cache-folder <folder>',
      "where runs are kept (default: the user's cache)",
      folderName,
    )
    .action(async (name: string | undefined, flags: SortFlags) =>
      setExitCode(await sort(name, flags, terminal)),
    );
}
