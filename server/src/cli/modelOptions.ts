import { type Command, InvalidArgumentError } from 'commander';
import { defaultImageLimits } from '../imageLimits';
import { parseLabels } from './labels';
import { decimal } from './limits';

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export function wholeNumbers(text: string): number[] {
  return parseLabels(text).map(wholeNumber);
}

/** The value of `--cache-folder`. The name of no folder would mean the one at hand. */
export function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected the name of a folder.');
  return text;
}

/** Adds `--model`, and the flags of every command that asks one. */
export function modelOptions(command: Command): Command {
  return engineOptions(command.option('--model <model>', 'id of a model, or a model folder'));
}

/** Adds the flags that say what a model runs on and how long an image may take ({@link EngineFlags}). */
export function engineOptions(command: Command): Command {
  return command
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
    .option(
      '--cache-folder <folder>',
      "where errors are remembered (default: the user's cache)",
      folderName,
    )
    .option('--no-store', 'compute everything anew, and remember nothing');
}

/** Adds the flags that say how labels become prompts. */
export function promptOptions(command: Command): Command {
  return command
    .option(
      '--template <text>',
      'makes a prompt of a label, such as "a sketch of a {}"; may be given several times',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--prompt-set <name>', "the paper's prompts of a data set (docs/method.md)");
}
