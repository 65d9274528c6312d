import path from 'node:path';
import { Uri, workspace } from 'vscode';
import { imageExtensions } from '../../../server/src/imageExtensions';
import { exists } from '../exists';
import { isImage } from '../images';
import { findLabelProblem } from '../labelSets/labels';

/** What an agent gives: see `languageModelTools` in package.json. */
export interface ToolInput {
  image: string;
  labels?: string[];
}

/** Says to an agent what it has to do otherwise. */
export class ToolInputError extends Error {}

/** @throws ToolInputError */
export function checkedInput(given: unknown): ToolInput {
  const { image, labels } = (given ?? {}) as Record<string, unknown>;
  if (typeof image !== 'string' || image.trim() === '') {
    throw new ToolInputError('"image" is missing: give the path of an image file.');
  }
  if (labels === undefined || labels === null) return { image };
  if (!isTexts(labels)) {
    throw new ToolInputError(
      '"labels" has to be a list of texts, such as ["cat", "dog"]; leave it out for those of the user.',
    );
  }
  const trimmed = labels.map((label) => label.trim());
  const problem = findLabelProblem(trimmed);
  if (problem?.kind === 'duplicate') {
    throw new ToolInputError(`The label "${problem.label}" is listed twice: give each once.`);
  }
  if (problem || trimmed.includes('')) {
    throw new ToolInputError('"labels" has to have at least two labels, none of them empty.');
  }
  return { image, labels: trimmed };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The image of a `file:` URI or an absolute path, or the first of that relative path in a folder. */
export async function findImage(image: string): Promise<Uri> {
  const found = absolute(image) ?? (await inWorkspace(image));
  if (!found) {
    throw new ToolInputError(
      `No folder is open that "${image}" could be in: give the absolute path of the image.`,
    );
  }
  if (!isImage(found)) {
    throw new ToolInputError(
      `"${image}" is not called as an image is. Expected a name that ends in ${imageExtensions.join(', ')}.`,
    );
  }
  // To ask another machine for a file tells it who asks.
  if (found.authority !== '' && !workspace.getWorkspaceFolder(found)) {
    throw new ToolInputError(`"${image}" is on another machine: copy it into the workspace first.`);
  }
  return found;
}

function absolute(image: string): Uri | undefined {
  if (/^file:/i.test(image)) return Uri.parse(image);
  if (path.isAbsolute(image)) return Uri.file(image);
  if (/^[a-z][\w+.-]+:/i.test(image)) {
    throw new ToolInputError(
      `"${image}" is no file: give an absolute path, a file: URI, or a path from the folder of the workspace.`,
    );
  }
  return undefined;
}

/** In the first folder that has it, else in the first folder, where it will be missed. */
async function inWorkspace(image: string): Promise<Uri | undefined> {
  const candidates = (workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, image));
  for (const file of candidates) if (await exists(file)) return file;
  return candidates[0];
}
