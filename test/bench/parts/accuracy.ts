import type { ClassifyResult } from '../../../server/src/protocol';
import { accuracyChart } from '../accuracy/chart';
import { judge } from '../accuracy/judge';
import { fullGrid, grid, type Rule, rules } from '../accuracy/rules';
import { type LabelledImage, labelledImages } from '../labelledImages';
import { classify } from '../processes/commandLine';
import type { Figure, Part } from './part';

/** Answers of the command line to every image, in their order. */
async function answersOf(
  rule: Rule,
  images: readonly LabelledImage[],
  labels: readonly string[],
  cacheFolder: string,
  say: (line: string) => void,
): Promise<ClassifyResult[]> {
  let done = 0;
  let computed = 0;
  const files = images.map(({ file }) => file);
  return await classify(files, {
    cacheFolder,
    labels,
    flags: rule.flags,
    onAnswer: ({ evaluations, remembered = 0 }) => {
      done += 1;
      computed += evaluations - remembered;
      if (done % 20 === 0 || done === images.length) {
        say(`${rule.name}: ${done} of ${images.length} images, ${computed} evaluations computed`);
      }
    },
  });
}

/** How right each rule is, and how often it finds the winner of the full grid, for what cost. */
export const accuracy: Part = {
  name: 'accuracy',
  title: 'Accuracy against evaluations',
  flags: ({ limit }) => ['--images FOLDER', `--limit ${limit}`],
  missing: ({ images }) =>
    images ? undefined : 'it needs --images FOLDER, a folder of labelled images for each label',
  measure: async ({ images: folder, limit, cache, quick }, say) => {
    const { images, labels } = await labelledImages(folder!, quick ? 4 : limit);
    const answers = async (rule: Rule) => await answersOf(rule, images, labels, cache, say);
    const fromGrid = await answers(fullGrid);
    const figures: Figure[] = [];
    for (const rule of rules) figures.push(...judge(rule, images, await answers(rule), fromGrid));
    figures.push(...judge(fullGrid, images, fromGrid, fromGrid));
    return {
      settings: {
        images: images.length,
        labels: labels.length,
        grid,
        seed: 0,
        model: fromGrid[0]!.model,
      },
      figures,
    };
  },
  charts: (figures) => ({
    accuracy: {
      alternative:
        'Accuracy, and agreement with the full grid, against evaluations an image, for every rule',
      specification: accuracyChart(figures),
    },
  }),
};
