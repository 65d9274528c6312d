import { Failure } from '../failure';
import aircraft from './promptSets/aircraft.json';
import cifar10 from './promptSets/cifar10.json';
import cifar100 from './promptSets/cifar100.json';
import flowers from './promptSets/flowers.json';
import food from './promptSets/food.json';
import imagenet from './promptSets/imagenet.json';
import mnist from './promptSets/mnist.json';
import objectnet from './promptSets/objectnet.json';
import pets from './promptSets/pets.json';
import stl10 from './promptSets/stl10.json';

/** As the JSON files have it. */
interface PromptSetFile {
  /** With {} where the label goes. The article is always "a": the paper does not bend it. */
  template: string;
  /** The classes of the data set in order, each once. */
  labels: string[];
  /** What stands in the template for labels that do not stand for themselves. */
  phrases?: Record<string, string>;
}

interface PromptSet {
  template: string;
  labels: readonly string[];
  /** What stands in the template, by {@link plain} label. */
  phrases: ReadonlyMap<string, string>;
}

/** "Maine_Coon" and "maine coon" are one label. */
function plain(label: string): string {
  return label.trim().replaceAll('_', ' ').toLowerCase();
}

function promptSetFrom({ template, labels, phrases = {} }: PromptSetFile): PromptSet {
  const byLabel = labels.map((label) => [plain(label), phrases[label] ?? label] as const);
  return { template, labels, phrases: new Map(byLabel) };
}

/** Labels and prompts of the paper's code (github.com/diffusion-classifier/diffusion-classifier). */
const promptSets: ReadonlyMap<string, PromptSet> = new Map(
  Object.entries({
    aircraft,
    cifar10,
    cifar100,
    flowers,
    food,
    imagenet,
    mnist,
    objectnet,
    pets,
    stl10,
  }).map(([name, file]) => [name, promptSetFrom(file)]),
);

/** Every prompt set, in alphabetical order. */
export const promptSetNames: readonly string[] = [...promptSets.keys()];

function promptSetOf(name: string): PromptSet {
  const found = promptSets.get(name);
  if (found) return found;
  const known = promptSetNames.join(', ');
  throw new Failure(
    'options-invalid',
    `There is no prompt set "${name}": expected one of ${known}.`,
    { promptSet: name, known },
  );
}

/**
 * The labels of a prompt set in the order of its data set. Two names stand for two classes each in
 * ImageNet (missile, sunglasses): 998 labels.
 *
 * @throws Failure `options-invalid` for a name that is not in {@link promptSetNames}.
 */
export function promptSetLabels(name: string): readonly string[] {
  return promptSetOf(name).labels;
}

/**
 * The paper's prompt for a label of the data set; for any other label the data set's template.
 *
 * @throws Failure `options-invalid` for a name that is not in {@link promptSetNames}.
 */
export function promptOfSet(name: string, label: string): string {
  const { template, phrases } = promptSetOf(name);
  return fillTemplate(template, phrases.get(plain(label)) ?? label);
}

/** @param template with {} where the label goes, as in Python's `str.format`. */
export function fillTemplate(template: string, label: string): string {
  return template.replaceAll('{}', () => label);
}
