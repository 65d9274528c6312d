import type { ModelFolder } from './modelFolder';
import { plainName, singulars } from './plainName';

interface TrainedModel {
  classifier: Pick<ModelFolder['classifier'], 'labels' | 'captions'>;
}

interface TrainedNames {
  plain: ReadonlySet<string>;
  /** Words of the longest. */
  words: number;
}

const namesOfModel = new WeakMap<TrainedModel, TrainedNames>();

function trainedNames(model: TrainedModel): TrainedNames {
  const known = namesOfModel.get(model);
  if (known) return known;
  const { labels, captions = [] } = model.classifier;
  const names = [...labels.flatMap(({ name, synonyms }) => [name, ...synonyms]), ...captions];
  const found = {
    plain: new Set([...names, ...names.map((name) => wordsOf(name).join(' '))].map(plainName)),
    words: names.reduce((most, name) => Math.max(most, wordsOf(name).length), 0),
  };
  namesOfModel.set(model, found);
  return found;
}

/** Without what is between them: "fire-truck" and "St. Bernard" are two words each. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}'’]+/gu) ?? [];
}

/**
 * Whether a model that reads text was trained with a name; case, spaces, hyphens, a leading article
 * and plain plurals do not matter. One without `captions` is taken to know any.
 */
export function isTrainedWith(model: TrainedModel, name: string): boolean {
  if (!model.classifier.captions) return true;
  const { plain } = trainedNames(model);
  return singulars(plainName(name)).some((one) => plain.has(one));
}

/** Whether a prompt has a name among its words that a model was trained with. */
export function isAboutTrained(model: TrainedModel, prompt: string): boolean {
  const most = trainedNames(model).words;
  const words = wordsOf(prompt);
  return words.some((_, start) =>
    words
      .slice(start, start + most)
      .some((_, more) => isTrainedWith(model, words.slice(start, start + more + 1).join(' '))),
  );
}
