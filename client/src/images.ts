import * as path from 'node:path';
import { l10n, TabInputCustom, TabInputText, Uri, window, workspace } from 'vscode';
import { imageExtensions } from '../../server/src/imageExtensions';

const extensions: readonly string[] = imageExtensions;

/** The last part of an image's path, for people. */
export function imageName(image: Uri): string {
  return path.posix.basename(image.path);
}

/**
 * The images a command was called on: the explorer gives the clicked one and the selection, a
 * hover link an address, a tab its file, the palette nothing (then it is the image in the active
 * tab, if any). Other files in a selection are left out.
 */
export function commandImages(target: unknown, selection: unknown): Uri[] {
  const chosen = Array.isArray(selection) && selection.length > 0 ? selection : [target];
  const images = chosen.flatMap((each) => toUri(each) ?? []).filter(isImage);
  if (images.length > 0 || target !== undefined) return images;
  const active = activeTabFile();
  return active && isImage(active) ? [active] : [];
}

/** Asks for images with the file picker; undefined when it was dismissed. */
export async function pickImages(): Promise<Uri[] | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return window.showOpenDialog({
    title: l10n.t('Choose images to classify'),
    openLabel: l10n.t('Classify'),
    canSelectMany: true,
    filters: { [l10n.t('Images')]: [...extensions] },
    ...(folder && { defaultUri: folder }),
  });
}

/** How the server is given an image: by address, or with its bytes where no file can be opened. */
export async function imageReference(image: Uri): Promise<string> {
  if (image.scheme === 'file') return image.toString();
  const bytes = await workspace.fs.readFile(image);
  return `data:image/${extension(image)};base64,${Buffer.from(bytes).toString('base64')}`;
}

function extension(image: Uri): string {
  return path.posix.extname(image.path).slice(1).toLowerCase();
}

function isImage(file: Uri): boolean {
  return extensions.includes(extension(file));
}

function toUri(value: unknown): Uri | undefined {
  if (value instanceof Uri) return value;
  return typeof value === 'string' ? Uri.parse(value) : undefined;
}

function activeTabFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom || input instanceof TabInputText ? input.uri : undefined;
}
