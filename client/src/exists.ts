import { type Uri, workspace } from 'vscode';

/** Whether there is a file or folder. */
export async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
