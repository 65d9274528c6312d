import * as path from 'node:path';
import {
  FileType,
  l10n,
  type OpenDialogOptions,
  TabInputCustom,
  TabInputText,
  Uri,
  window,
  workspace,
} from 'vscode';
import { imageExtensions } from '../../server/src/imageExtensions';

const extensions: readonly string[] = imageExtensions;

/** The last part of an image's path, for people. */
export function imageName(image: Uri): string {
  return path.posix.basename(image.path);
}

/** Files that a command was called on, by what it can do with them. */
export interface ChosenFiles {
  images: Uri[];
  folders: Uri[];
}

/**
 * The files a command was called on: the explorer gives the clicked one and the selection, a hover
 * link an address, a tab its file. Undefined where it was called on nothing, as from the palette.
 * Other files in a selection are left out.
 */
export async function chosenFiles(
  target: unknown,
  selection: unknown,
): Promise<ChosenFiles | undefined> {
  if (!toUri(target)) return undefined;
  const chosen = Array.isArray(selection) && selection.length > 0 ? selection : [target];
  const files = chosen.flatMap((each) => toUri(each) ?? []);
  const others = files.filter((file) => !isImage(file));
  const areFolders = await Promise.all(others.map(isFolder));
  return { images: files.filter(isImage), folders: others.filter((_, index) => areFolders[index]) };
}

/** The image in the active tab, if that is one. */
export function activeImage(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof TabInputCustom || input instanceof TabInputText;
  return isFile && isImage(input.uri) ? input.uri : undefined;
}

/** Asks for images with the file picker; undefined when it was dismissed. */
export function pickImages(): Promise<Uri[] | undefined> {
  return pick({
    title: l10n.t('Choose images to classify'),
    openLabel: l10n.t('Classify'),
    filters: { [l10n.t('Images')]: [...extensions] },
  });
}

/** As {@link pickImages}, folders; `openLabel` says what is done with them. */
export function pickFolders(openLabel = l10n.t('Classify')): Promise<Uri[] | undefined> {
  return pick({
    title: l10n.t('Choose a folder of images'),
    openLabel,
    canSelectFiles: false,
    canSelectFolders: true,
  });
}

async function pick(options: OpenDialogOptions): Promise<Uri[] | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder && { defaultUri: folder };
  return window.showOpenDialog({ canSelectMany: true, ...defaultUri, ...options });
}

/** How the server is given an image: by address, or with its bytes where no file can be opened. */
export async function imageReference(image: Uri): Promise<string> {
  if (image.scheme === 'file') return image.toString();
  const bytes = await workspace.fs.readFile(image);
  return `data:image/${extension(image)};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** Whether it is called as an image is. */
export function isImage(file: Uri): boolean {
  return extensions.includes(extension(file));
}

/** The file that an argument of a command means; undefined where it means none. */
export function toUri(value: unknown): Uri | undefined {
  if (value instanceof Uri) return value;
  return typeof value === 'string' ? Uri.parse(value) : undefined;
}

function extension(image: Uri): string {
  return path.posix.extname(image.path).slice(1).toLowerCase();
}

async function isFolder(file: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(file)).type & FileType.Directory) !== 0;
  } catch {
    return false;
  }
}
