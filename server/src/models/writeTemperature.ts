import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../failure';
import { classifierName } from './classifier';
import type { Calibration, ClassifierConfig } from './classifierConfig';
import type { ModelFolder } from './modelFolder';
import { readText } from './smallFile';

/** A temperature and what it was fitted on. */
export interface FittedTemperature {
  temperature: number;
  calibration: Calibration;
}

type Content = Record<string, unknown>;

/** As people write it: on one line, with spaces. */
function oneLine(calibration: Calibration): string {
  const fields = Object.entries(calibration).map(
    ([name, value]) => `"${name}": ${JSON.stringify(value).replaceAll(',', ', ')}`,
  );
  return `{ ${fields.join(', ')} }`;
}

/**
 * The text with one match of `pattern` replaced, of which only the result matters: the first that
 * means `wanted`. A word may occur in other places, too.
 */
function replaced(
  text: string,
  pattern: RegExp,
  replacement: (match: RegExpExecArray) => string,
  wanted: Content,
): string | undefined {
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const candidate = text.slice(0, match.index) + replacement(match) + text.slice(end);
    try {
      if (isDeepStrictEqual(JSON.parse(candidate), wanted)) return candidate;
    } catch {
      // Not JSON any more: that was another place.
    }
  }
  return undefined;
}

/**
 * The text of a classifier.json with another temperature and calibration, and everything else as it
 * was, down to its spaces; written anew only where it is laid out in a way that is not understood.
 */
function withTemperature(text: string, { temperature, calibration }: FittedTemperature): string {
  const before: Content = JSON.parse(text);
  const value = /(\s*)"temperature"\s*:\s*[^\s,}]+/g;
  const block = oneLine(calibration);
  const fitted = { ...before, temperature };
  const wanted = { ...fitted, calibration };
  const setTo = (after: string) => (match: RegExpExecArray) =>
    `${match[1]}"temperature": ${temperature}${after && `,${match[1]}${after}`}`;
  const result =
    'calibration' in before
      ? replaced(
          replaced(text, value, setTo(''), fitted) ?? '',
          /"calibration"\s*:\s*\{[^{}]*\}/g,
          () => `"calibration": ${block}`,
          wanted,
        )
      : replaced(text, value, setTo(`"calibration": ${block}`), wanted);
  return result ?? `${JSON.stringify(wanted, null, 2)}\n`;
}

/** What a model without classifier.json is used as, for a file: its folder may have any name. */
function asFile(classifier: ClassifierConfig): string {
  const id = classifier.id.replace(/[^\w.-]+/g, '-').slice(0, 100);
  return `${JSON.stringify({ ...classifier, id }, null, 2)}\n`;
}

/**
 * Puts a fitted temperature into the classifier.json of a model, in one step, so that nobody ever
 * reads half a file. Where there is none, a whole one is made of what the model is used with.
 *
 * @returns the absolute path of the file.
 * @throws Failure `options-invalid` where the folder cannot be written.
 */
export async function writeTemperature(
  model: ModelFolder,
  fitted: FittedTemperature,
): Promise<string> {
  const { folder, classifier } = model;
  const file = path.join(folder, classifierName);
  const text = (await readText(folder, classifierName)) ?? asFile(classifier);
  const edited = withTemperature(text, fitted);
  const part = `${file}.${process.pid}.part`;
  try {
    await writeFile(part, edited);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      'options-invalid',
      `${file} cannot be written (${code}): make its folder writable, or copy the model to a folder of your own and name that by --model. Nothing that was computed is lost: the same command goes on from there.`,
      { file, code: String(code) },
    );
  }
  return file;
}
