import {
  type Disposable,
  EventEmitter,
  type FileSystemWatcher,
  RelativePattern,
  Uri,
  workspace,
} from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';

/** Beyond this many images the oldest results go: about 10 MB with ten labels each. */
const capacity = 10_000;

/** The newest results of images that this window knows of, each forgotten when its file changes. */
export class Results implements Disposable {
  private readonly results = new Map<string, ClassifyResult>();
  private readonly watchers = new Map<string, FileSystemWatcher>();
  private readonly changed = new EventEmitter<Uri[]>();
  /** Fires with images whose results are new, replaced or gone. */
  readonly onDidChange = this.changed.event;

  get(image: Uri): ClassifyResult | undefined {
    return this.results.get(image.toString());
  }

  /** Addresses of all images with a result, the oldest first. */
  get images(): string[] {
    return [...this.results.keys()];
  }

  set(image: Uri, result: ClassifyResult): void {
    this.setAll([[image, result]]);
  }

  setAll(results: readonly (readonly [Uri, ClassifyResult])[]): void {
    for (const [image, result] of results) {
      const key = image.toString();
      // Deleted first, so that the map stays in order of age.
      this.results.delete(key);
      this.results.set(key, result);
      this.watch(image);
    }
    const excess = this.results.size - capacity;
    const tooMany = excess > 0 ? this.images.slice(0, excess) : [];
    for (const key of tooMany) this.results.delete(key);
    const images = results.map(([image]) => image);
    this.changed.fire([...images, ...tooMany.map((key) => Uri.parse(key))]);
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.changed.dispose();
  }

  private forget(image: Uri): void {
    if (this.results.delete(image.toString())) this.changed.fire([image]);
  }

  /** A workspace is watched by the editor as a whole: a watcher for each of its folders is no less. */
  private watch(image: Uri): void {
    const workspaceFolder = workspace.getWorkspaceFolder(image)?.uri;
    const folder = workspaceFolder ?? Uri.joinPath(image, '..');
    const key = folder.toString();
    if (this.watchers.has(key)) return;
    const pattern = new RelativePattern(folder, workspaceFolder ? '**/*' : '*');
    const watcher = workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange((file) => this.forget(file));
    watcher.onDidCreate((file) => this.forget(file));
    watcher.onDidDelete((file) => this.forget(file));
    this.watchers.set(key, watcher);
  }
}
