import { l10n } from 'vscode';

/** What the names of files with label sets end in. */
export const labelFileEndings = ['.labels.json', '.labels.txt'] as const;

/** The name of a label set whose file says none: `pets` of `pets.labels.json`. */
export function labelSetName(fileName: string): string {
  const ending = labelFileEndings.find((each) => fileName.toLowerCase().endsWith(each)) ?? '';
  return fileName.slice(0, fileName.length - ending.length) || fileName;
}

/**
 * What a file with a label set holds: of JSON its value, of text a label of each line that is not
 * empty and does not begin with #, as in the command line's `--labels-file`.
 *
 * @throws Error in the language of the editor when it is not JSON
 */
export function parseLabelSetText(fileName: string, text: string): unknown {
  const content = text.replace(/^\ufeff/, '');
  if (fileName.toLowerCase().endsWith('.txt')) {
    return content
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error(l10n.t('It is not JSON: {0}.', (error as Error).message));
  }
}

/** A label set as its file: what {@link parseLabelSetText} reads. */
export function formatLabelSet(set: object): string {
  return `${JSON.stringify(set, null, 2)}\n`;
}

/** The file of a label set with this name, without what file systems refuse. */
export function labelSetFileName(name: string): string {
  const allowed = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^[.\s]+|[.\s]+$/g, '');
  return `${allowed || 'labels'}${labelFileEndings[0]}`;
}
