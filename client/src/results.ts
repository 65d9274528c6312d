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

/** The newest result of every image classified in this window, forgotten when its file changes. */
export class Results implements Disposable {
  private readonly results = new Map<string, ClassifyResult>();
  private readonly watchers = new Map<string, FileSystemWatcher>();
  private readonly changed = new EventEmitter<Uri>();
  /** Fires with an image whose result is new, replaced or gone. */
  readonly onDidChange = this.changed.event;

  get(image: Uri): ClassifyResult | undefined {
    return this.results.get(image.toString());
  }

  /** Addresses of all images with a result, the oldest first. */
  get images(): string[] {
    return [...this.results.keys()];
  }

  set(image: Uri, result: ClassifyResult): void {
    const key = image.toString();
    // Deleted first, so that the map stays in order of age.
    this.results.delete(key);
    this.results.set(key, result);
    const [oldest] = this.results.keys();
    if (this.results.size > capacity && oldest) this.forget(Uri.parse(oldest));
    this.watch(Uri.joinPath(image, '..'));
    this.changed.fire(image);
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.changed.dispose();
  }

  private forget(image: Uri): void {
    if (this.results.delete(image.toString())) this.changed.fire(image);
  }

  private watch(folder: Uri): void {
    const key = folder.toString();
    if (this.watchers.has(key)) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '*'));
    watcher.onDidChange((file) => this.forget(file));
    watcher.onDidCreate((file) => this.forget(file));
    watcher.onDidDelete((file) => this.forget(file));
    this.watchers.set(key, watcher);
  }
}
