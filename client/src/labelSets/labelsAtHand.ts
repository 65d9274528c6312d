import path from 'node:path';
import { type Uri, workspace } from 'vscode';
import { labelsOfFolders } from './folderNames';

/** Labels that folders are named after, and the folder that holds them. */
export interface FolderLabels {
  name: string;
  labels: string[];
}

/**
 * The labels that sub-folders of the first file are named after: of a folder its own, of an image in
 * such a folder those beside that. Undefined where there are no two, or the file is not on this disk.
 */
export async function labelsAtHand([file]: readonly Uri[]): Promise<FolderLabels | undefined> {
  if (file?.scheme !== 'file') return undefined;
  const above = [path.dirname(file.fsPath), path.dirname(path.dirname(file.fsPath))];
  for (const folder of [file.fsPath, ...above.filter(isInWorkspace)]) {
    // An image is no folder, and what cannot be read offers nothing.
    const labels = await labelsOfFolders(folder).catch(() => []);
    if (labels.length > 1) return { name: path.basename(folder), labels };
  }
  return undefined;
}

function isInWorkspace(folder: string): boolean {
  return (workspace.workspaceFolders ?? []).some(({ uri }) => {
    const relative = path.relative(uri.fsPath, folder);
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  });
}
