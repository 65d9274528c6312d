import {
  CancellationError,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  type Uri,
  window,
} from 'vscode';
import type { ClassifyResult, Standing } from '../../../server/src/protocol';
import type { Classifier } from '../classifier';
import { type ClassificationFailure, toFailure } from '../failure';
import { imageName } from '../images';
import type { LabelSet } from '../labelSets';
import { withoutLinks } from '../messages';
import { fractionDone, labelScore } from '../scores';
import { labelSetFailure } from './labelSetFailure';

/** So many failures in a row that may be those of every image end a batch. */
export const maxInARow = 2;

export interface FailedImage {
  image: Uri;
  failure: ClassificationFailure;
}

/** What came of classifying some images one after the other. */
export interface BatchOutcome {
  images: readonly Uri[];
  results: ClassifyResult[];
  failed: FailedImage[];
  /** The rest, where failures ended the batch. */
  notTried: readonly Uri[];
  cancelled: boolean;
}

/**
 * Classifies images one after the other under a progress notification that can be cancelled. A
 * failed image does not keep the others from being classified, unless they would fail alike, as is
 * supposed after {@link maxInARow} failures that may spread. Several images are background work.
 */
export function classifyBatch(
  classifier: Classifier,
  images: readonly Uri[],
  set: LabelSet,
  log: LogOutputChannel,
): Promise<BatchOutcome> {
  const outcome: BatchOutcome = {
    images,
    results: [],
    failed: [],
    notTried: [],
    cancelled: false,
  };
  const priority = images.length > 1 ? 'background' : 'interactive';
  const progressOptions = {
    location: ProgressLocation.Notification,
    title: withoutLinks(batchTitle(images)),
    cancellable: true,
  };
  return Promise.resolve(
    window.withProgress(progressOptions, async (progress, token) => {
      let reported = 0;
      let inARow = 0;
      for (const [index, image] of images.entries()) {
        const report = (message: string, fraction: number): void => {
          const done = (100 * (index + fraction)) / images.length;
          const text = images.length === 1 ? message : positionText(index, images, message);
          const increment = Math.max(0, done - reported);
          progress.report({ message: withoutLinks(text), increment });
          reported = Math.max(reported, done);
        };
        report(l10n.t('starting'), 0);
        try {
          const onStanding = (standing: Standing): void =>
            report(standingText(standing), fractionDone(standing));
          const options = set.templates && { templates: [...set.templates] };
          const control = { options, priority, token, onStanding } as const;
          outcome.results.push(await classifier.classify(image, set.labels, control));
          inARow = 0;
        } catch (error) {
          if (error instanceof CancellationError) {
            outcome.cancelled = true;
            break;
          }
          const failure = labelSetFailure(toFailure(error), set);
          log.error(`${image.toString(true)}: ${failure.code}: ${failure.message}`);
          outcome.failed.push({ image, failure });
          inARow = failure.maySpread ? inARow + 1 : 0;
          if (failure.concernsRequest || inARow === maxInARow) {
            outcome.notTried = images.slice(index + 1);
            break;
          }
        }
      }
      return outcome;
    }),
  );
}

/** `Classifying cat.jpg`, or how many. */
function batchTitle(images: readonly Uri[]): string {
  const [first] = images;
  return first && images.length === 1
    ? l10n.t('Classifying {0}', imageName(first))
    : l10n.t('Classifying {0} images', images.length);
}

function positionText(index: number, images: readonly Uri[], message: string): string {
  const name = imageName(images[index]!);
  return l10n.t('{0} of {1}, {2}: {3}', index + 1, images.length, name, message);
}

/** `dog 41% (120 of 480)`: the label in front, and the evaluations. */
function standingText(standing: Standing): string {
  const [first] = standing.labels;
  const { evaluations, plannedEvaluations } = standing;
  return l10n.t(
    '{0} ({1} of {2})',
    first ? labelScore(first) : '',
    evaluations,
    plannedEvaluations,
  );
}
