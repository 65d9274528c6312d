import * as path from 'node:path';
import {
  type Disposable,
  EventEmitter,
  l10n,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
} from 'vscode';
import { runItem } from './runItem';
import type { Runs } from './runs';
import { runName } from './runText';
import type { RunView } from './runView';

/** The row of all runs whose folders are not of this workspace. */
const elsewhere = 'elsewhere';

/** The rows of the view: ids of runs, and {@link elsewhere}. */
export class RunTree implements TreeDataProvider<string>, Disposable {
  private readonly changed = new EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private shown: readonly RunView[] = [];
  private readonly listeners: Disposable[];

  constructor(private readonly runs: Pick<Runs, 'all' | 'get' | 'onDidChange'>) {
    this.listeners = [
      runs.onDidChange(() => this.update()),
      workspace.onDidChangeWorkspaceFolders(() => this.changed.fire(undefined)),
    ];
  }

  /** Whether there are runs, all of them elsewhere. */
  get hasOnlyOthers(): boolean {
    return this.runs.all.length > 0 && !this.runs.all.some(isHere);
  }

  getChildren(row?: string): string[] {
    const ids = (views: readonly RunView[]): string[] => views.map(({ summary }) => summary.run);
    const others = this.runs.all.filter((view) => !isHere(view));
    if (row === elsewhere) return ids(others);
    return row ? [] : [...ids(this.runs.all.filter(isHere)), ...(others.length ? [elsewhere] : [])];
  }

  getParent(row: string): string | undefined {
    const view = this.runs.get(row);
    return view && !isHere(view) ? elsewhere : undefined;
  }

  getTreeItem(row: string): TreeItem {
    const view = this.runs.get(row);
    // Gone since it was listed: the next update takes its row away.
    if (row !== elsewhere) return view ? runItem(view, nameHere(view)) : new TreeItem('');
    const item = new TreeItem(l10n.t('Other Folders'), TreeItemCollapsibleState.Collapsed);
    item.id = elsewhere;
    item.iconPath = new ThemeIcon('folder');
    item.description = String(this.getChildren(elsewhere).length);
    return item;
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.changed.dispose();
  }

  /** Only rows that have changed are drawn again, so that a menu or hover over the others stays. */
  private update(): void {
    const before = this.shown;
    this.shown = this.runs.all;
    const isSameList =
      before.length === this.shown.length &&
      this.shown.every(({ summary }, row) => summary.run === before[row]!.summary.run);
    if (!isSameList) {
      this.changed.fire(undefined);
      return;
    }
    const other = this.shown.filter((view, row) => view !== before[row]);
    if (other.length > 0) this.changed.fire(other.map(({ summary }) => summary.run));
  }
}

/** Whether its folder is in one of the workspace's, or has one of them in it. */
function isHere({ summary: { folder } }: RunView): boolean {
  return (workspace.workspaceFolders ?? []).some(
    ({ uri }) => isIn(folder, uri.fsPath) || isIn(uri.fsPath, folder),
  );
}

function isIn(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** As the explorer has it: `pets/cats`. */
function nameHere({ summary }: RunView): string {
  const { folder } = summary;
  const home = (workspace.workspaceFolders ?? []).find(({ uri }) => isIn(folder, uri.fsPath));
  const relative = home && path.relative(home.uri.fsPath, folder).replaceAll(path.sep, '/');
  return relative || runName(summary);
}
