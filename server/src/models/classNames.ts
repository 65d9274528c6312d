import path from 'node:path';
import * as z from 'zod';
import type { ClassifierConfig } from './classifierConfig';
import { labelsOf } from './defaultClassifier';
import { id2labelSchema } from './modelIndex';
import { modelInvalid } from './modelInvalid';
import { readJson } from './readJson';
import { readText } from './smallFile';

type Labels = ClassifierConfig['labels'];

const configName = 'config.json';

/** What lists of class names are called beside a classifier. */
const listNames = ['labels.txt', 'classes.txt'];

const configSchema = z.object({ id2label: id2labelSchema });

/** The number of a synset in WordNet, which lists of ImageNet have before the name. */
const synset = /^n\d{8}\s+/;

/** One class a line in order of index, several names separated by commas. */
function labelsOfLines(text: string): Labels {
  const lines = text.trimEnd().split(/\r?\n/);
  return labelsOf(
    Object.fromEntries(lines.map((line, index) => [index, line.trim().replace(synset, '')])),
  );
}

/**
 * The names of a classifier's classes, in order of index: those of `given`, else of labels.txt, else
 * of `id2label` in config.json.
 *
 * @param given a file of one class a line.
 * @returns them, and the file that they are from, absolute.
 * @throws Failure `model-invalid` where there is none, or a class has no name.
 */
export async function readClassNames(
  folder: string,
  given?: string,
): Promise<{ labels: Labels; file: string }> {
  const lists =
    given === undefined
      ? listNames.map((name) => ({ place: folder, name }))
      : [{ place: path.dirname(given), name: path.basename(given) }];
  for (const { place, name } of lists) {
    const text = await readText(place, name);
    if (text === undefined) continue;
    const labels = labelsOfLines(text);
    const nameless = labels.findIndex((label) => label.name === '');
    if (nameless < 0) return { labels, file: path.join(place, name) };
    throw modelInvalid(
      place,
      name,
      `line ${nameless + 1}: expected the name of class ${nameless}, one class a line`,
    );
  }
  if (given !== undefined) {
    throw modelInvalid(path.dirname(given), path.basename(given), 'is missing');
  }
  const config = await readJson(folder, configName, configSchema);
  if (config?.id2label) {
    return { labels: labelsOf(config.id2label), file: path.join(folder, configName) };
  }
  throw modelInvalid(
    folder,
    listNames[0]!,
    `is missing, and there is no "id2label" in ${configName}: expected the names of the classes, one a line in order of index (docs/comparisons.md)`,
  );
}
