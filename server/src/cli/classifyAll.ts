import path from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Step } from '../engine';
import { Failure, type FailureCode } from '../failure';
import { type Flags, requestFor } from './classifyFlags';
import { exitCodes } from './exitCodes';
import { openEngine } from './openEngine';
import { resultTable } from './table';
import { printable, type Terminal } from './terminal';

/** Failures of what was asked, not of an image: every image would meet the same one. */
const failuresOfTheRequest: readonly FailureCode[] = [
  'label-unknown',
  'labels-invalid',
  'options-invalid',
  'model-not-found',
  'model-invalid',
];

/** What is said beside the bar, which stands for the evaluations alone. */
function leader({ name, done, total }: Step, image: string): string {
  switch (name) {
    case 'choosing':
      return 'trying what the model can run on';
    case 'encoding':
      return `reading the labels: ${done} of ${total}`;
    case 'evaluating':
      return printable(image);
  }
}

/** Classifies the images one after the other; what is done is printed at once and stays. */
export async function classifyAll(
  images: string[],
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const request = requestFor(flags);
  const { engine, signal, warn, warnOnce, close } = openEngine(flags, terminal);
  let done = 0;
  let failed = 0;
  try {
    for (const [index, image] of images.entries()) {
      const progress = new SingleBar({
        format: `{bar} {percentage}%  {eta_formatted} left  ${index + 1} of ${images.length}  {leader}`,
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
          signal,
          onStanding: ({ evaluations, plannedEvaluations, labels }) => {
            progress.setTotal(plannedEvaluations);
            progress.update(evaluations, { leader: printable(`${image}: ${labels[0]!.label}`) });
          },
          onStep: (step) => {
            const isEvaluating = step.name === 'evaluating';
            if (isEvaluating) progress.setTotal(step.total);
            progress.update(isEvaluating ? step.done : 0, { leader: leader(step, image) });
          },
        });
        progress.stop();
        done += 1;
        for (const { message } of answer.warnings ?? []) warnOnce(message);
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
    close();
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed;
}
