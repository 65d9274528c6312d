import { Command, InvalidArgumentError } from 'commander';
import { modelOptions, promptOptions } from './modelOptions';
import { measureRecall, type RecallFlags } from './shortlist';
import type { Terminal } from './terminal';

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError('Expected a number above 0 and below 1, such as 0.99.');
  }
  return value;
}

/** `shortlist`: the number of labels that a CLIP model in front has to keep. */
export function shortlistCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('shortlist')
    .description('Measure on labelled images how many labels CLIP has to keep (docs/shortlist.md).')
    .argument('<folder>', 'a folder with one sub-folder of images for each label');
  return promptOptions(modelOptions(command))
    .option('--recall <share>', 'how often the right label has to be kept', share, 0.99)
    .option('--labels <labels>', 'all labels to tell apart (default: those of the folder)')
    .option('--labels-file <file>', 'text file with one label a line')
    .option('--write', 'put the number beside the model, for these labels')
    .option('--json', 'one JSON object instead of a table')
    .action(async (folder: string, flags: RecallFlags) =>
      setExitCode(await measureRecall(folder, flags, terminal)),
    );
}
