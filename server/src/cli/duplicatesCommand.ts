import { Command, InvalidArgumentError } from 'commander';
import { defaultDistance, largestDistance } from '../duplicates';
import { type DuplicatesFlags, duplicates } from './duplicates';
import { folderName, wholeNumber } from './modelOptions';
import type { Terminal } from './terminal';

function bits(text: string): number {
  const value = wholeNumber(text);
  if (value <= largestDistance) return value;
  throw new InvalidArgumentError(
    `Expected at most ${largestDistance}: beyond, all looks the same.`,
  );
}

const patterns = (text: string, before: string[] = []): string[] => [...before, text];

/** `duplicates`: images that are, or look, the same. */
export function duplicatesCommand(
  terminal: Terminal,
  setExitCode: (code: number) => void,
): Command {
  return new Command('duplicates')
    .description(
      'Find images of a folder with the same bytes, and such as look the same (docs/sorting.md).',
    )
    .argument('<folder>', 'a folder with images at any depth')
    .option(
      '--distance <bits>',
      `in how many of 64 bits the perceptual hashes of two images may differ (default: ${defaultDistance}; 0 to ${largestDistance})`,
      bits,
    )
    .option('--include <pattern>', 'only such images, as in a .gitignore file', patterns)
    .option('--exclude <pattern>', 'no such images', patterns)
    .option('--no-ignore-files', 'do not honour .gitignore and .ignore files')
    .option('--json', 'print the groups as JSON')
    .option('--out <file>', 'write the groups there as .json')
    .option(
      '--cache-folder <folder>',
      "where fingerprints are remembered (default: the user's cache)",
      folderName,
    )
    .option('--no-store', 'look at every image anew, and remember nothing')
    .action(async (folder: string, flags: DuplicatesFlags) =>
      setExitCode(await duplicates(folder, flags, terminal)),
    );
}
