import {
  type Disposable,
  EventEmitter,
  type TreeDataProvider,
  TreeItem,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { coalesce } from '../coalesce';
import { toFailure } from '../failure';
import { failureText } from '../failureText';
import type { Server } from '../server';
import { modelInUse } from '../settings';
import type { Downloads } from './downloadModel';
import { modelRow } from './modelItem';
import { entryInUse, isHere } from './modelItems';
import type { Models } from './models';

const id = 'diffusionClassifier.models';
/** A download tells of itself several times a second. */
const intervalMs = 500;

/** The view of models: ids of those that the server knows, which is asked once a person looks at it. */
export class ModelTree implements TreeDataProvider<string>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<string>;
  private readonly disposables: Disposable[];
  private entries: readonly ModelEntry[] = [];
  private isListing = false;
  /** What the server has loaded last. */
  private loaded: { model?: string | undefined; provider?: string | undefined } = {};

  constructor(
    private readonly models: Models,
    private readonly downloads: Downloads,
    server: Server,
  ) {
    const list = (): void => void this.list();
    const show = coalesce(() => this.changed.fire(), intervalMs);
    this.view = window.createTreeView(id, { treeDataProvider: this });
    this.disposables = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(list),
      workspace.onDidGrantWorkspaceTrust(list),
      models.onDidChange(list),
      downloads.onDidChange(show),
      server.onDidChangeStatus(({ model, provider, health, quiescent }) => {
        if (model !== this.loaded.model || provider !== this.loaded.provider) show();
        this.loaded = { model, provider };
        if (this.entries.length === 0 && health !== 'error' && quiescent) list();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('diffusionClassifier.model')) show();
      }),
    ];
    list();
  }

  /** Lists the models anew where somebody sees them; what fails is said in the view. */
  async list(): Promise<void> {
    if (!this.view.visible || !workspace.isTrusted || this.isListing) return;
    this.isListing = true;
    try {
      this.entries = await window.withProgress({ location: { viewId: id } }, () =>
        this.models.look(),
      );
      this.view.message = '';
    } catch (error) {
      this.view.message = failureText(toFailure(error));
    } finally {
      this.isListing = false;
    }
    this.changed.fire();
  }

  /** All that were listed last. */
  get all(): readonly ModelEntry[] {
    return this.entries;
  }

  getChildren(row?: string): string[] {
    if (row !== undefined) return [];
    const rank = (entry: ModelEntry): number =>
      isHere(entry) ? 0 : entry.state === 'partial' ? 1 : 2;
    return [...this.entries].sort((one, other) => rank(one) - rank(other)).map((entry) => entry.id);
  }

  getTreeItem(row: string): TreeItem {
    const entry = this.entries.find((each) => each.id === row);
    if (!entry) return new TreeItem(row);
    const { model, provider } = this.loaded;
    return modelRow(entry, {
      isInUse: entryInUse(this.entries, modelInUse()) === entry,
      provider: model === row ? provider : undefined,
      download: this.downloads.stateText(row),
    });
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
  }
}
