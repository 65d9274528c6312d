import path from 'node:path';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { findClip, findModel } from '../models';
import { type GroundTruthSource, type RunRequest, runRequestSchema } from '../protocol';
import type { EngineFlags } from './openEngine';
import type { QueuedRunFlags } from './openQueuedRuns';
import { type LabelFlags, labelsOf, type RaceFlags, raceOptionsOf } from './raceFlags';
import { shortlistOf } from './shortlistFlags';

/** The flags that say what a run asks, as commander gives them. */
export interface RunRequestFlags extends RaceFlags, LabelFlags {
  model?: string;
  include?: string[];
  exclude?: string[];
  images?: string;
  /** False with `--no-ignore-files`. */
  ignoreFiles?: boolean;
  groundTruth?: string;
  imageColumn?: string;
  labelColumn?: string;
}

/** Where the rows and the report of a run go, beside the terminal. */
export interface OutputFlags {
  out?: string[];
  report?: string;
  json?: boolean;
}

/** The flags of `run`, as commander gives them. */
export interface RunFlags extends EngineFlags, QueuedRunFlags, RunRequestFlags, OutputFlags {
  retry?: boolean;
}

function groundTruthOf(flags: RunRequestFlags): GroundTruthSource | undefined {
  const { groundTruth: source, imageColumn, labelColumn } = flags;
  const isTable = source !== undefined && source !== 'folders' && source !== 'none';
  if (isTable) {
    return {
      table: path.resolve(source),
      ...(imageColumn !== undefined && { imageColumn }),
      ...(labelColumn !== undefined && { labelColumn }),
    };
  }
  if (imageColumn === undefined && labelColumn === undefined) return source;
  throw new Failure(
    'options-invalid',
    '--image-column and --label-column name columns of a table: give it as --ground-truth FILE, too.',
  );
}

/**
 * A model by what it is called anywhere: a run may be gone on with from another folder.
 *
 * @throws Failure `model-not-found`, `model-invalid`.
 */
async function modelOf({ model }: RunRequestFlags): Promise<string | undefined> {
  if (model === undefined) return undefined;
  const folder = path.resolve(model);
  return (await findModel(model)).folder === folder ? folder : model;
}

/** As {@link modelOf}, of the CLIP model that chooses labels. */
async function optionsOf(flags: RunRequestFlags): Promise<ReturnType<typeof raceOptionsOf>> {
  const options = raceOptionsOf(flags);
  if (flags.shortlist === undefined) return options;
  const { folder: model } = await findClip(flags.shortlist);
  return { ...options, shortlist: { ...shortlistOf(flags), model } };
}

/** @returns undefined where no flag gives labels, so that they are those of the ground truth. */
function labelsGiven(flags: RunRequestFlags): RunRequest['labels'] {
  const labels = labelsOf(flags);
  if (labels.length > 0) return labels;
  if (flags.labels !== undefined || flags.labelsFile !== undefined) {
    throw new Failure(
      'options-invalid',
      'No labels in --labels or --labels-file: expected some, such as cat,dog.',
    );
  }
  if (flags.prior === undefined) return undefined;
  throw new Failure('options-invalid', '--prior weighs labels: give them as --labels, too.');
}

/**
 * What is asked of a folder, checked by the same schema as a JSON-RPC request.
 *
 * @throws Failure `options-invalid`.
 */
export async function runRequestFor(folder: string, flags: RunRequestFlags): Promise<RunRequest> {
  const { include, exclude, ignoreFiles, images } = flags;
  const parsed = runRequestSchema.safeParse({
    folder: path.resolve(folder),
    include,
    exclude,
    images: images === undefined ? undefined : path.resolve(images),
    // What is the default must not make a run of its own.
    ignoreFiles: ignoreFiles === false ? false : undefined,
    labels: labelsGiven(flags),
    groundTruth: groundTruthOf(flags),
    model: await modelOf(flags),
    options: await optionsOf(flags),
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}
