import path from 'node:path';
import { Command, Option } from 'commander';
import { Failure } from '../failure';
import { plainText } from '../plainText';
import { runReport } from '../report';
import { mostUncertain } from '../tables';
import { exitCodes } from './exitCodes';
import { folderName, wholeNumber } from './modelOptions';
import { writeOutputFile } from './outputFile';
import { type ReviewSource, withReviewSource } from './reviewSource';
import type { Terminal } from './terminal';

interface ReviewFlags {
  mostUncertain?: number;
  labelErrors?: number;
  folder?: string;
  cacheFolder?: string;
  out?: string;
  null?: true;
}

/** Where nothing else was asked for. */
const defaultCount = 100;

/** Names of images, what is most worth a look first. */
async function imagesOf(
  { rows, summary }: ReviewSource,
  { mostUncertain: uncertain = defaultCount, labelErrors }: ReviewFlags,
): Promise<string[]> {
  if (labelErrors === undefined) {
    return (await mostUncertain(rows(), uncertain)).map(({ image }) => image);
  }
  const { measured } = await runReport(rows(), summary, labelErrors);
  if (measured) return measured.labelErrors.images.map(({ image }) => image);
  throw new Failure(
    'options-invalid',
    '--label-errors compares with the right labels, and none are known: run the folder with --ground-truth.',
  );
}

async function review(name: string, flags: ReviewFlags, { stdout }: Terminal): Promise<void> {
  await withReviewSource(name, flags, async (source) => {
    const images = await imagesOf(source, flags);
    const files = images.map((image) => path.join(source.summary.folder, image));
    const { out, null: isNull } = flags;
    // A name on a terminal does not command it; one that is to be opened has to be exact.
    const shown = isNull || out !== undefined ? files : files.map(plainText);
    const text = shown.map((file) => `${file}${isNull ? '\0' : '\n'}`).join('');
    if (out === undefined) stdout.write(text);
    else await writeOutputFile('--out', out, text);
  });
}

/** `review`: the images that a person should look at, as a list for other programs. */
export function reviewCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  return new Command('review')
    .description('List the images of a run that are worth a look, one a line, the most so first.')
    .argument('<run>', 'the id of a run or the beginning of it, or a table that "run --out" wrote')
    .option(
      '--most-uncertain <number>',
      `undecided races, then the closest ones (default: ${defaultCount} of these)`,
      wholeNumber,
    )
    .addOption(
      new Option(
        '--label-errors <number>',
        'images whose right label may be wrong: something else fits far better',
      )
        .argParser(wholeNumber)
        .conflicts('mostUncertain'),
    )
    .option('--folder <folder>', 'what the images of a table are relative to', folderName)
    .option('--null', 'end each name with a NUL instead of a line break, as xargs -0 expects')
    .option('--out <file>', 'write the list there')
    .option(
      '--cache-folder <folder>',
      "where runs are kept (default: the user's cache)",
      folderName,
    )
    .action(async (name: string, flags: ReviewFlags) => {
      await review(name, flags, terminal);
      setExitCode(exitCodes.done);
    });
}
