import { type Disposable, type FileSystemWatcher, type Uri, workspace } from 'vscode';
import { labelFileEndings } from './labelSetText';

const pattern = `**/*{${labelFileEndings.join(',')}}`;
const leftOut = '**/node_modules/**';
/** More would make a list that nobody reads. */
const mostFiles = 100;

/** Where files with label sets are in the workspace; looked for when they are first asked for. */
export class LabelSetFiles implements Disposable {
  private files: Promise<Uri[]> | undefined;
  private watcher: FileSystemWatcher | undefined;

  /** Sorted by path; {@link mostFiles} at most. */
  async all(): Promise<Uri[]> {
    this.watch();
    this.files ??= this.find();
    return this.files;
  }

  forget(): void {
    this.files = undefined;
  }

  dispose(): void {
    this.watcher?.dispose();
  }

  private async find(): Promise<Uri[]> {
    // A file system without search has none to find.
    const found = workspace.findFiles(pattern, leftOut, mostFiles).then(undefined, () => []);
    const files = await found;
    return files.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
  }

  private watch(): void {
    if (this.watcher) return;
    // What a file holds is read each time, so that its changes need no watching.
    this.watcher = workspace.createFileSystemWatcher(pattern, false, true, false);
    this.watcher.onDidCreate(() => this.forget());
    this.watcher.onDidDelete(() => this.forget());
  }
}
