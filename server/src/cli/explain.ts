import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { describeIssues } from '../describeIssues';
import { type Control, type Engine, modelLabels } from '../engine';
import { Failure } from '../failure';
import { defaultImageLimits } from '../imageLimits';
import { type ExplainRequest, type ExplainResult, explainRequestSchema } from '../protocol';
import { exitCodes } from './exitCodes';
import { explanationPicture } from './explanationPicture';
import { explanationText } from './explanationText';
import { ImagesProgress } from './imagesProgress';
import { givenLabels } from './labels';
import { limitsOf } from './limits';
import { type EngineFlags, openEngine } from './openEngine';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { printable, type Terminal } from './terminal';

/** The flags of `explain`, as commander gives them. */
export interface ExplainFlags extends EngineFlags {
  labels?: string;
  out?: string;
  model?: string;
  template?: string[];
  promptSet?: string;
  samples?: number;
  loss?: string;
  preprocessing?: string;
  seed?: number;
  json?: boolean;
}

/** @throws Failure `options-invalid` */
function requestFor(image: string, labels: readonly string[], flags: ExplainFlags): ExplainRequest {
  const { model, template: templates, promptSet, samples, loss, preprocessing, seed } = flags;
  const parsed = explainRequestSchema.safeParse({
    image: path.resolve(image),
    labels,
    model,
    options: { samples, loss, seed, templates, promptSet, preprocessing },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}

/**
 * The labels that were given, or, of other than two, the two that the image looks most like.
 *
 * @throws Failure `labels-invalid` for a single label; what a classification throws.
 */
async function labelsToCompare(
  engine: Engine,
  image: string,
  flags: ExplainFlags,
  control: Control,
): Promise<string[]> {
  const given = givenLabels(flags.labels);
  if (given.length === 2) return given;
  if (given.length === 1) {
    throw new Failure(
      'labels-invalid',
      `Two labels are compared, but only "${given[0]}" was given: give --labels ${given[0]},ANOTHER.`,
      { label: given[0]! },
    );
  }
  const labels = given.length > 0 ? given : await modelLabels(flags.model);
  // Checked as two labels are; any two will do.
  const { samples: _, ...options } = requestFor(image, ['a', 'b'], flags).options ?? {};
  const model = flags.model === undefined ? {} : { model: flags.model };
  const answer = await engine.classify(
    { image: path.resolve(image), labels, ...model, options },
    control,
  );
  return answer.labels.slice(0, 2).map(({ label }) => label);
}

/** @throws Failure `options-invalid` for the image itself, also by another name. */
async function checkOut(image: string, out: string): Promise<void> {
  await checkOutputFile('--out', out, ['.png']);
  const [read, written] = await Promise.all(
    [image, out].map((file) => realpath(file).catch(() => undefined)),
  );
  if (written === undefined || read !== written) return;
  throw new Failure('options-invalid', `--out ${out} is the image itself: name another file.`, {
    file: out,
  });
}

/** Explains one image: as a picture, as JSON or in words. */
export async function explain(
  image: string,
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<number> {
  const { out } = flags;
  if (out !== undefined) await checkOut(image, out);
  const { engine, signal, warn, warnOnce, close } = openEngine(flags, terminal);
  const progress = new ImagesProgress(terminal, 1);
  const control: Control = { signal, onStep: (step) => progress.show(0, image, step) };
  let answer: ExplainResult;
  try {
    const labels = await labelsToCompare(engine, image, flags, control);
    answer = await engine.explain(requestFor(image, labels, flags), control);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    progress.stop();
    if (error.code.startsWith('image-')) {
      warn(error.message);
      return exitCodes.someFailed;
    }
    if (error.code !== 'cancelled') throw error;
    const kept = flags.store === false ? '' : ' Errors that were computed are remembered.';
    warn(`Cancelled: nothing was written.${kept}`);
    return exitCodes.cancelled;
  } finally {
    progress.stop();
    close();
  }
  for (const { message } of answer.warnings ?? []) warnOnce(message);
  const result = { ...answer, image };
  const shown = flags.json ? JSON.stringify(result) : printable(explanationText(result));
  terminal.stdout.write(`${shown}\n`);
  if (out !== undefined) {
    const limits = { ...defaultImageLimits, ...limitsOf(flags) };
    await writeOutputFile('--out', out, await explanationPicture(result, limits));
  }
  return exitCodes.done;
}
