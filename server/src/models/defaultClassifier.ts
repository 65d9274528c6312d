import type { ClassifierConfig } from './classifierConfig';

/**
 * A classifier configuration for a class-conditional model that comes without one: the whole range
 * of timesteps, and the sample counts that the paper uses for ten labels.
 *
 * @param id2label class index to name, several names separated by commas, as in diffusers'
 *   `DiTPipeline`.
 */
export function defaultClassifier(
  folderName: string,
  id2label: Readonly<Record<string, string>>,
  size: number,
  timesteps: number,
): ClassifierConfig {
  const labels: ClassifierConfig['labels'] = [];
  for (let index = 0; index in id2label; index++) {
    const [name = '', ...synonyms] = id2label[index]!.split(',').map((part) => part.trim());
    labels.push({ name, synonyms });
  }
  return {
    id: folderName,
    title: folderName,
    image: { size, resize: 'bicubic', crop: 'center' },
    loss: 'l2',
    band: [0, timesteps],
    budget: { samples: 500, elimination: 'staged', keep: [5, 1], stages: [50, 500] },
    labels,
    temperature: null,
  };
}
