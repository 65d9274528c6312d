import { Failure } from '../failure';
import type { ModelFolder } from './modelFolder';
import { plainName, singulars } from './plainName';

/** Known labels a message lists before it says how many more there are. */
const listed = 50;

/** A model that knows some labels, one for each of its classes. */
export interface ClosedVocabulary {
  id: string;
  classifier: Pick<ModelFolder['classifier'], 'labels'>;
}

const indexByName = new WeakMap<ClosedVocabulary, Map<string, number>>();

/** Names go before synonyms and lower indices before higher ones where two labels share a word. */
function indexNames(model: ClosedVocabulary): Map<string, number> {
  const { labels } = model.classifier;
  const byName = new Map<string, number>();
  const names = labels.map(({ name }, index) => ({ name, index }));
  const synonyms = labels.flatMap((label, index) =>
    label.synonyms.map((name) => ({ name, index })),
  );
  for (const { name, index } of [...names, ...synonyms]) {
    if (!byName.has(plainName(name))) byName.set(plainName(name), index);
  }
  return byName;
}

/** The class that "207" or "#207" stands for, where there is one. */
function classIndex(label: string, classes: number): number | undefined {
  const digits = /^\s*#?(\d+)\s*$/.exec(label)?.[1];
  const index = digits === undefined ? classes : Number(digits);
  return index < classes ? index : undefined;
}

/**
 * The class index of a label or a synonym of it; case, spaces, hyphens, a leading article and
 * plain plurals do not matter. What is no name may be a class index itself.
 *
 * @throws Failure `label-unknown` with the labels that the model knows.
 */
export function resolveLabel(model: ClosedVocabulary, label: string): number {
  let byName = indexByName.get(model);
  if (!byName) {
    byName = indexNames(model);
    indexByName.set(model, byName);
  }
  for (const name of singulars(plainName(label))) {
    const index = byName.get(name);
    if (index !== undefined) return index;
  }
  const byIndex = classIndex(label, model.classifier.labels.length);
  if (byIndex !== undefined) return byIndex;
  const names = model.classifier.labels.map(({ name }) => name);
  const more = names.length > listed ? ` and ${names.length - listed} more` : '';
  const known = names.slice(0, listed).join(', ') + more;
  throw new Failure(
    'label-unknown',
    `Model ${model.id} does not know the label "${label}". It knows: ${known}. Other labels need a text-to-image model such as Stable Diffusion: "diffusion-classifier models list" shows which can be downloaded (docs/models.md).`,
    { model: model.id, label, known },
  );
}
