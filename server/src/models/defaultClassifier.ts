import type { ClassifierConfig } from './classifierConfig';

type Labels = ClassifierConfig['labels'];

/** @param id2label class index to name, several names separated by commas. */
export function labelsOf(id2label: Readonly<Record<string, string>>): Labels {
  const labels: Labels = [];
  for (let index = 0; index in id2label; index++) {
    const names = id2label[index]!.split(',').map((part) => part.trim());
    const [name = '', ...synonyms] = names.filter(Boolean);
    labels.push({ name, synonyms });
  }
  return labels;
}

/**
 * Stages of 50 samples for whoever asks for stages. The paper's of 50 and 500 make 2,750 evaluations
 * for ten labels: six hours of Stable Diffusion on two processor cores.
 */
export const usualStages = { keep: [20, 5, 1], stages: [10, 20, 50] };

/** As many samples; a label may leave the race after as many as the first of these stages has. */
const budget: ClassifierConfig['budget'] = {
  samples: 50,
  elimination: 'racing',
  racing: 'approximate',
  delta: 0.05,
  minimum: 10,
};

/**
 * How a model that comes without a classifier.json is used: with the whole range of timesteps, a
 * budget that ends within an hour without a GPU, and no temperature.
 *
 * @param size of the square in pixels.
 * @param labels of a class-conditional model; undefined for one that reads text.
 */
export function defaultClassifier(model: {
  name: string;
  size: number;
  preprocessing: 'product' | 'adm';
  timesteps: number;
  labels: Labels | undefined;
}): ClassifierConfig {
  const { name, size, preprocessing, timesteps, labels } = model;
  return {
    id: name,
    title: name,
    image: { size, resize: 'bicubic', crop: 'center', preprocessing },
    loss: 'l2',
    band: [0, timesteps],
    budget,
    labels: labels ?? [],
    ...(labels ? {} : { templates: ['a photo of a {}'] }),
    temperature: null,
  };
}
