import { Command, Option } from 'commander';
import { type ExplainFlags, explain } from './explain';
import { modelOptions, promptOptions, wholeNumber } from './modelOptions';
import type { Terminal } from './terminal';

export function explainCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const command = new Command('explain')
    .description(
      'Show where in an image, and at which timesteps, the errors of two labels differ (docs/explain.md).',
    )
    .argument('<image>', 'image file')
    .option(
      '--labels <labels>',
      'the two labels, separated by a comma; of more, or of all that the model knows where none are given, the two that a classification finds best',
    )
    .option('--out <file>', 'PNG to write: the image, the map over it, and the curve');
  return promptOptions(modelOptions(command))
    .option('--samples <n>', 'samples that both labels get', wholeNumber)
    .addOption(new Option('--loss <loss>', 'distance to the noise').choices(['l2', 'l1', 'huber']))
    .addOption(
      new Option(
        '--preprocessing <rule>',
        'how an image becomes what the model takes (docs/method.md)',
      ).choices(['product', 'official', 'adm']),
    )
    .option('--seed <n>', 'of the noise and the order of samples', wholeNumber)
    .option('--json', 'print the answer as JSON')
    .action(async (image: string, flags: ExplainFlags) =>
      setExitCode(await explain(image, flags, terminal)),
    );
}
