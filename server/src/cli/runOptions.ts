import { type Command, InvalidArgumentError } from 'commander';

function several(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function once(text: string, before?: string): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError('It is given twice. "runs report" writes the same report again.');
}

/** Adds the flags that say which images of a folder are meant, and what is known of them. */
export function folderOptions(command: Command): Command {
  return command
    .option(
      '--images <file>',
      'a text file with an image a line: paths from the folder, or https: and s3: addresses',
    )
    .option('--include <pattern>', 'only such images, as in "cats/**"; may be repeated', several)
    .option('--exclude <pattern>', 'no such images; may be repeated', several)
    .option('--no-ignore-files', 'also what .gitignore and .ignore files leave out, or is hidden')
    .option(
      '--ground-truth <source>',
      'where the right labels are: folders, none, or a CSV, TSV or JSONL file (default: folders, where they are named as labels)',
    )
    .option('--image-column <name>', 'of such a file: the column of images')
    .option('--label-column <name>', 'of such a file: the column of labels');
}

/** Adds the flags that say where the rows and the report of a run go. */
export function outputOptions(command: Command): Command {
  return command
    .option(
      '--out <file>',
      'append the rows to a .csv, .jsonl or .parquet file; may be repeated',
      several,
    )
    .option('--report <file>', 'write the report as .md (with charts beside it) or .json', once)
    .option('--json', 'rows, progress and summary as JSON, one object a line');
}
