import { type LogOutputChannel, l10n, ProgressLocation, type Uri, window } from 'vscode';
import type { Classifier } from '../classifier';
import { type ClassificationFailure, toFailure } from '../failure';
import { type ChosenFiles, imageName } from '../images';
import type { LabelChooser, LabelSet } from '../labelSets';
import type { Panels } from '../panel';
import { requestOptions } from '../requestOptions';
import type { Results } from '../results';
import type { Runs } from '../runs';
import type { Server } from '../server';
import { classifyBatch } from './batch';
import { labelSetFailure } from './labelSetFailure';
import { showOutcome } from './outcomeMessage';
import { showRunFailure } from './runFailure';

export interface ClassifyParts {
  server: Server;
  classifier: Classifier;
  results: Results;
  labels: LabelChooser;
  runs: Pick<Runs, 'start'>;
  panels: Pick<Panels, 'showRun' | 'showImage'>;
  log: LogOutputChannel;
}

/**
 * Classifies images one after the other and each folder as a run, with the labels used last in this
 * workspace unless `isAsked`; asks for labels where there are none.
 */
export async function classifyFiles(
  parts: ClassifyParts,
  files: ChosenFiles,
  { isAsked = false } = {},
): Promise<void> {
  const { labels } = parts;
  const last = isAsked ? undefined : await labels.last();
  const set = last ?? (await labels.ask(title(files), [...files.folders, ...files.images]));
  if (set) await classifyWith(parts, files, set);
}

async function classifyWith(
  parts: ClassifyParts,
  { images, folders }: ChosenFiles,
  set: LabelSet,
): Promise<void> {
  await Promise.all([
    ...(folders.length > 0 ? [startRuns(parts, folders, set)] : []),
    ...(images.length > 0 ? [classifyImages(parts, images, set)] : []),
  ]);
}

async function classifyImages(
  parts: ClassifyParts,
  images: readonly Uri[],
  set: LabelSet,
): Promise<void> {
  const outcome = await classifyBatch(parts.classifier, images, set, parts.log);
  // Labels that the model refused are to be corrected now, not proposed ever after.
  const isRefused = outcome.failed.some(({ failure }) => failure.concernsLabels);
  if (!isRefused) await parts.labels.remember(set);
  // The command is over when the classification is, not when its message has been read.
  void showOutcome(outcome).then((otherLabels) =>
    otherLabels ? classifyOtherwise(parts, { images: [...images], folders: [] }, set) : undefined,
  );
}

/** Begins a run for each folder, and shows those that have begun. */
async function startRuns(
  parts: ClassifyParts,
  folders: readonly Uri[],
  set: LabelSet,
): Promise<void> {
  const failed: { folder: Uri; failure: ClassificationFailure }[] = [];
  const options = { location: ProgressLocation.Window, title: l10n.t('Looking for images') };
  await window.withProgress(options, async () => {
    for (const folder of folders) {
      try {
        const request = {
          ...requestOptions(set.templates && { templates: [...set.templates] }),
          folder: folder.toString(),
          labels: [...set.labels],
        };
        const run = await parts.runs.start(request);
        await parts.labels.remember(set);
        parts.panels.showRun(run);
      } catch (error) {
        const failure = labelSetFailure(toFailure(error), set);
        parts.log.error(`${folder.toString(true)}: ${failure.code}: ${failure.message}`);
        failed.push({ folder, failure });
        if (failure.concernsRequest) break;
      }
    }
  });
  const [first] = failed;
  if (!first) return;
  const left = folders.slice(folders.indexOf(first.folder));
  void showRunFailure(failed).then((otherLabels) =>
    otherLabels ? classifyOtherwise(parts, { images: [], folders: left }, set) : undefined,
  );
}

async function classifyOtherwise(
  parts: ClassifyParts,
  files: ChosenFiles,
  refused: LabelSet,
): Promise<void> {
  const all = [...files.folders, ...files.images];
  const set = await parts.labels.askOthers(title(files), refused, all);
  if (set) await classifyWith(parts, files, set);
}

function title({ images, folders }: ChosenFiles): string {
  const [first, second] = [...folders, ...images];
  if (first && !second) return l10n.t('Classify {0}', imageName(first));
  if (folders.length === 0) return l10n.t('Classify {0} images', images.length);
  if (images.length === 0) return l10n.t('Classify {0} folders', folders.length);
  return l10n.t('Classify {0} folders and {1} images', folders.length, images.length);
}
