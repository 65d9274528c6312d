import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import { type GroundTruth, readGroundTruth } from '../groundTruth';
import type { LabelRequest, RunRequest, Warning } from '../protocol';
import { modelState } from './modelState';

/** What is to be done: a request with everything in it that was left to be found. */
export interface RunPlan {
  /** Id of the run. */
  run: string;
  request: RunRequest & { labels: LabelRequest[] };
  /** Absolute path. */
  folder: string;
  /** Names. */
  labels: string[];
  /** Id of the model. */
  model: string;
  truth: GroundTruth | undefined;
  warnings: Warning[];
}

/** Names shown of a longer list. */
const shown = 5;

function missingFrom(folder: string, missing: readonly string[]): Warning[] {
  if (missing.length === 0) return [];
  const some = missing.slice(0, shown).join(', ') + (missing.length > shown ? ', ...' : '');
  const count = String(missing.length);
  const message = `Images of the table of right labels that are not in ${folder}: ${count} (${some}).`;
  return [{ code: 'truth-missing', message, details: { folder, count, some } }];
}

function absoluteFolder(folder: string): string {
  if (!folder.startsWith('file:')) return path.resolve(folder);
  try {
    return fileURLToPath(folder);
  } catch (error) {
    throw new Failure(
      'folder-not-readable',
      `"${folder}" is not the URI of a folder on this machine: ${(error as Error).message}.`,
      { folder },
    );
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw new Failure(
      'folder-not-readable',
      `Folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code}): expected a folder that exists and may be read.`,
      { folder },
    );
  }
}

function nameOf(label: LabelRequest): string {
  return typeof label === 'string' ? label : label.label;
}

/** With keys in one order at every depth, and without those that are undefined. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** SHA-256 of all that the rows of a run depend on but the images, as 16 hexadecimal digits. */
function identity(real: string, request: RunPlan['request'], model: object): string {
  const { labels, include = [], exclude = [], ignoreFiles = true, images, options = {} } = request;
  const { remember: _, ...asked } = options;
  const all = canonical([real, labels, model, asked, include, exclude, ignoreFiles, images]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/**
 * @throws Failure `folder-not-readable`, `labels-invalid` where there are none, `model-not-found`,
 *   `model-invalid`, and what is wrong with the ground truth.
 */
export async function planRun(request: RunRequest): Promise<RunPlan> {
  const folder = absoluteFolder(request.folder);
  const real = await realFolder(folder);
  const truth = await readGroundTruth(folder, request.groundTruth, request.labels?.map(nameOf));
  const labels = request.labels ?? truth?.labels ?? [];
  if (labels.length === 0) {
    throw new Failure(
      'labels-invalid',
      `There are no labels for the images in ${folder}: give some, or a ground truth that has them (a folder for each label, or a table).`,
      { folder },
    );
  }
  const model = await modelState(request.model);
  // Once it is known, so that whoever goes on with the run takes it for the same.
  const groundTruth = request.groundTruth ?? (truth ? 'folders' : 'none');
  const { images } = request;
  const asked = {
    ...request,
    ...{ folder, labels, groundTruth },
    ...(images !== undefined && { images: path.resolve(images) }),
  };
  return {
    run: identity(real, asked, model),
    request: asked,
    folder,
    labels: labels.map(nameOf),
    model: model.id,
    truth,
    warnings: missingFrom(folder, truth?.missing ?? []),
  };
}
