import path from 'node:path';
import { Failure } from '../failure';
import type { Loss } from '../method';
import { ImagesProgress } from './imagesProgress';
import type { OpenEngine } from './openEngine';
import type { StudyRequest } from './studyFlags';
import type { LabelledImage } from './studyImages';
import { predictedLabel, type StudyPlan } from './studyPlan';
import type { StudiedImage } from './studyResults';
import type { Terminal } from './terminal';

export interface StudyQuestion {
  /** In the order in which they are evaluated. */
  images: readonly LabelledImage[];
  /** What is asked of each. */
  request: StudyRequest;
  plan: StudyPlan;
  loss: Loss;
}

/** What became of the images; of a study that was cancelled, those that were done. */
export interface Studied {
  images: StudiedImage[];
  /** What the last image ran on. */
  provider: string;
  evaluations: number;
  remembered: number;
  /** What there is to know of them all. */
  warnings: string[];
  /** The images that could not be evaluated, and why. */
  failures: string[];
  isCancelled: boolean;
}

/**
 * Evaluates the images one after the other at all samples of the plan.
 *
 * @throws Failure that every image to come would meet, too.
 */
export async function evaluateStudy(
  { images, request, plan, loss }: StudyQuestion,
  { engine, signal }: Pick<OpenEngine, 'engine' | 'signal'>,
  terminal: Terminal,
): Promise<Studied> {
  const studied: Studied = {
    images: [],
    provider: '',
    evaluations: 0,
    remembered: 0,
    warnings: [],
    failures: [],
    isCancelled: false,
  };
  const progress = new ImagesProgress(terminal, images.length);
  try {
    for (const [index, { file, label }] of images.entries()) {
      try {
        const evaluated = await engine.evaluate(
          { ...request, image: path.resolve(file), samples: plan.samples },
          {
            signal,
            onStep: (step) => progress.show(index, path.join(label, path.basename(file)), step),
          },
        );
        const errors = evaluated.errors[loss];
        const predicted = plan.cells.map(({ positions }) =>
          predictedLabel(errors, evaluated.rowsOfLabel, positions),
        );
        studied.images.push({ file, label, predicted });
        studied.provider = evaluated.provider;
        studied.evaluations += evaluated.evaluations;
        studied.remembered += evaluated.remembered;
        studied.warnings.push(...evaluated.warnings.map(({ message }) => message));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.code === 'cancelled') return { ...studied, isCancelled: true };
        if (!error.code.startsWith('image-')) throw error;
        studied.failures.push(`${file}: ${error.message}`);
      }
    }
  } finally {
    progress.stop();
  }
  return studied;
}
