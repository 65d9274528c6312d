import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeIssues } from '../describeIssues';
import { Engine } from '../engine';
import { Failure, type FailureCode } from '../failure';
import { defaultImageLimits } from '../imageLimits';
import { type ClassifyRequest, classifyRequestSchema } from '../protocol';
import { parseLabels, parsePriors, readLabelsFile, withPriors } from './labels';
import { decimal, type LimitFlags, limitsOf } from './limits';
import { resultTable } from './table';
import { printable, type Terminal } from './terminal';

/** Exit codes of every command. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, cancelled: 130 } as const;

/** Failures of what was asked, not of an image: every image would meet the same one. */
const failuresOfTheRequest: readonly FailureCode[] = [
  'label-unknown',
  'labels-invalid',
  'options-invalid',
  'model-not-found',
  'model-invalid',
];

interface Flags extends LimitFlags {
  labels?: string;
  labelsFile?: string;
  model?: string;
  samples?: number;
  loss?: string;
  elimination?: string;
  keep?: number[];
  stages?: number[];
  sampleSet?: string;
  preprocessing?: string;
  seed?: number;
  prior?: string;
  json?: boolean;
  trace?: boolean;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function wholeNumbers(text: string): number[] {
  return parseLabels(text).map(wholeNumber);
}

/** What is asked of every image, checked by the same schema as a JSON-RPC request. */
function requestFor(flags: Flags): Omit<ClassifyRequest, 'image'> {
  const labels = [
    ...(flags.labels === undefined ? [] : parseLabels(flags.labels)),
    ...(flags.labelsFile === undefined ? [] : readLabelsFile(flags.labelsFile)),
  ];
  if (labels.length === 0) {
    throw new Failure(
      'options-invalid',
      'No labels: give --labels cat,dog,... or --labels-file FILE with one label a line.',
    );
  }
  const { loss, elimination, keep, stages, sampleSet, preprocessing, seed, samples, trace } = flags;
  const parsed = classifyRequestSchema.omit({ image: true }).safeParse({
    labels: withPriors(labels, parsePriors(flags.prior ?? '')),
    model: flags.model,
    options: { samples, loss, elimination, keep, stages, seed, sampleSet, preprocessing, trace },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}

/** Classifies the images one after the other; what is done is printed at once and stays. */
async function classifyAll(
  images: string[],
  flags: Flags,
  { stdout, stderr, onInterrupt }: Terminal,
): Promise<number> {
  const request = requestFor(flags);
  const limits = limitsOf(flags);
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const warn = (message: string): void => void stderr.write(`${printable(message)}\n`);
  const engine = new Engine({
    onStatus: ({ health, message }) => {
      if (health === 'warning' && message) warn(message);
    },
    limits: () => limits,
  });
  let done = 0;
  let failed = 0;
  try {
    for (const [index, image] of images.entries()) {
      const progress = new SingleBar({
        format: `{bar} {percentage}%  ${index + 1} of ${images.length}  {leader}`,
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        stream: stderr,
        noTTYOutput: false,
      });
      if (stderr.isTTY) progress.start(1, 0, { leader: printable(image) });
      try {
        const asked = { ...request, image: path.resolve(image) };
        const answer = await engine.classify(asked, {
          signal: stop.signal,
          onStanding: ({ evaluations, plannedEvaluations, labels }) => {
            progress.setTotal(plannedEvaluations);
            progress.update(evaluations, { leader: printable(`${image}: ${labels[0]!.label}`) });
          },
        });
        progress.stop();
        done += 1;
        const result = { ...answer, image };
        const shown = flags.json ? JSON.stringify(result) : printable(resultTable(result));
        stdout.write(`${shown}\n`);
      } catch (error) {
        progress.stop();
        if (!(error instanceof Failure)) throw error;
        if (error.code === 'cancelled') {
          warn(`Cancelled: ${done} of ${images.length} images were classified.`);
          return exitCodes.cancelled;
        }
        failed += 1;
        const { code, message } = error;
        if (flags.json) {
          const line = JSON.stringify({ image, failed: { code, message } });
          stdout.write(`${line}\n`);
        }
        if (done === 0 && failuresOfTheRequest.includes(code)) throw error;
        if (!flags.json) warn(`${image}: ${message}`);
      }
    }
  } finally {
    engine.dispose();
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed;
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
