import path from 'node:path';
import type { LabelledImage, ProbeOptions } from '../comparison';
import { Failure } from '../failure';
import { readLabelledFolder } from '../groundTruth';
import type { ClassifyOptions } from '../protocol';
import type { CompareFlags } from './compareFlags';
import { chooseImages } from './studyImages';

/**
 * What the flags have linear probes learn from: as many images of each label, chosen by the seed.
 *
 * @param compared images that are compared on, and may not be learnt from.
 * @returns undefined where no folder is given.
 * @throws Failure `options-invalid` where there are not as many images of a label.
 */
export async function probeTraining(
  { train, shots, probeTimesteps, seed = 0 }: CompareFlags,
  labels: readonly string[],
  compared: readonly LabelledImage[],
  { preprocessing }: ClassifyOptions,
): Promise<ProbeOptions | undefined> {
  if (train === undefined) return undefined;
  const { images } = await readLabelledFolder(train);
  const seen = new Set(compared.map(({ file }) => file));
  const training = labels.flatMap((label) => {
    const all = images
      .map(({ file, label: truth }) => ({ file: path.resolve(file), label: truth }))
      .filter((image) => image.label === label && !seen.has(image.file));
    if (shots > 0 && all.length >= shots) return chooseImages(all, shots, seed);
    throw new Failure(
      'options-invalid',
      `--train ${train} has ${all.length} images of "${label}" that are not compared on, but --shots is ${shots}: expected at least one of each label, and as many as --shots.`,
      { folder: train, label },
    );
  });
  return { training, timesteps: probeTimesteps, options: { preprocessing, seed } };
}
