import path from 'node:path';
import type { Step } from '../engine';
import { Failure } from '../failure';
import type { LabelledFolder } from '../groundTruth';
import type { JudgedImage } from '../method';
import type { ClassifyRequest, ClassifyResult } from '../protocol';
import type { OpenEngine } from './openEngine';

export interface JudgedImages {
  images: JudgedImage[];
  /** Images that could not be classified, each of which has been warned of. */
  failed: number;
  evaluations: number;
  /** Of them, those that were known from before. */
  remembered: number;
}

function judged(
  { labels, predicted }: ClassifyResult,
  known: readonly string[],
  right: string,
): JudgedImage {
  const margins = new Map(labels.map(({ label, margin }) => [label, margin]));
  return {
    margins: known.map((label) => margins.get(label)!),
    predicted: known.indexOf(predicted),
    right: known.indexOf(right),
  };
}

/**
 * Classifies the images of a folder against its labels, one after the other. What is no image is
 * passed over with a warning.
 *
 * @throws Failure of what was asked, which every image would meet; `cancelled`.
 */
export async function judgeImages(
  { images, labels }: LabelledFolder,
  request: Omit<ClassifyRequest, 'image' | 'labels'>,
  { engine, signal, warn, warnOnce }: OpenEngine,
  onStep: (index: number, file: string, step: Step) => void,
): Promise<JudgedImages> {
  const found: JudgedImages = { images: [], failed: 0, evaluations: 0, remembered: 0 };
  for (const [index, { file, label }] of images.entries()) {
    try {
      const answer = await engine.classify(
        { ...request, image: path.resolve(file), labels },
        {
          signal,
          onStep: (step) => onStep(index, file, step),
          onStanding: ({ evaluations: done, plannedEvaluations: total }) =>
            onStep(index, file, { name: 'evaluating', done, total }),
        },
      );
      for (const { message } of answer.warnings ?? []) warnOnce(message);
      found.images.push(judged(answer, labels, label));
      found.evaluations += answer.evaluations;
      found.remembered += answer.remembered ?? 0;
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
      warn(`${file}: ${error.message}`);
      found.failed += 1;
    }
  }
  return found;
}
