import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClassifyResult } from '../../../server/src/protocol';
import { somePictures } from '../labelledImages';
import { classify } from '../processes/commandLine';
import { tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const budgets: Record<string, readonly string[]> = {
  '48 samples for every label': ['--elimination', 'none', '--samples', '48'],
  'the default budget': [],
};

// As written before the first measuring. A new label needs the trunk of every sample again, 216 of
// 372 MFLOP, so that it costs more than a tenth of ten labels: 1,786 MFLOP against 372.
const predicted: Record<string, string> = {
  '48 samples for every label': '4 times quicker, 48 new evaluations',
  'the default budget': '4 times quicker, 30 new evaluations',
};

const newEvaluations = ({ evaluations, remembered = 0 }: ClassifyResult) =>
  evaluations - remembered;

function figures(
  subject: string,
  runs: { anew: ClassifyResult[]; second: ClassifyResult[]; again: ClassifyResult[] },
): Figure[] {
  const figure = (measure: string, unit: string, values: readonly number[]): Figure => ({
    subject,
    measure,
    unit,
    value: median(values),
    interval: medianInterval(values),
    n: values.length,
  });
  const seconds = (run: readonly ClassifyResult[]) => run.map((answer) => answer.seconds);
  const speedUp = runs.second.map((answer, image) => runs.anew[image]!.seconds / answer.seconds);
  return [
    figure('evaluations of ten labels', '', runs.anew.map(newEvaluations)),
    figure('of them new after nine', '', runs.second.map(newEvaluations)),
    figure('seconds with nothing known', 's', seconds(runs.anew)),
    figure('with nine known', 's', seconds(runs.second)),
    { ...figure('quicker', 'times', speedUp), predicted: predicted[subject] },
    figure('with all known', 's', seconds(runs.again)),
  ];
}

/** The same images once more with one more label. */
export const oneMoreLabel: Part = {
  name: 'one-more-label',
  title: 'The same images with one more label',
  flags: ({ images }) => (images ? ['--images FOLDER'] : []),
  measure: async ({ images: folder, quick }, say) => {
    const images = await somePictures(folder, quick ? 3 : 100);
    const found: Figure[] = [];
    for (const [subject, flags] of Object.entries(budgets)) {
      say(`${subject}: ${images.length} images`);
      const [known, empty] = [await cacheFolder(), await cacheFolder()];
      const ten = { labels: tenLabels, flags };
      await classify(images, { cacheFolder: known, labels: tenLabels.slice(0, 9), flags });
      const second = await classify(images, { cacheFolder: known, ...ten });
      const again = await classify(images, { cacheFolder: known, ...ten });
      const anew = await classify(images, { cacheFolder: empty, ...ten });
      found.push(...figures(subject, { anew, second, again }));
      const same = second.filter((answer, image) => sameAnswer(answer, anew[image]!)).length;
      found.push({
        subject,
        measure: 'same answer as anew',
        unit: `of ${images.length}`,
        value: same,
        n: images.length,
      });
      for (const one of [known, empty]) await rm(one, { recursive: true });
    }
    return { settings: { images: images.length }, figures: found };
  },
};

const cacheFolder = async () => await mkdtemp(path.join(tmpdir(), 'bench-cache-'));

/** Whether the same labels came in the same order with the same errors, but for rounding. */
function sameAnswer(a: ClassifyResult, b: ClassifyResult): boolean {
  return a.labels.every(({ label, error, samples }, place) => {
    const other = b.labels[place]!;
    const isSameError = Math.abs(error / other.error - 1) < 1e-6;
    return label === other.label && samples === other.samples && isSameError;
  });
}
