import {
  commands,
  type Disposable,
  type LogOutputChannel,
  l10n,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import { toFailure } from '../failure';
import type { Server } from '../server';
import { isGoing } from './runItem';
import type { Runs } from './runs';
import { RunTree } from './runTree';

const id = 'diffusionClassifier.runs';
/** Runs of other windows and of the command line are looked at so often while any goes on. */
const othersIntervalMs = 5_000;

/** The view of all runs. They are listed, which starts the server, once a person looks at it. */
export class RunsView implements Disposable {
  private readonly tree: RunTree;
  private readonly view: TreeView<string>;
  private readonly disposables: Disposable[];
  private hasFailed = false;
  private isListing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: Runs,
    server: Server,
    private readonly log: LogOutputChannel,
  ) {
    this.tree = new RunTree(runs);
    this.view = window.createTreeView(id, { treeDataProvider: this.tree });
    const list = (): void => void this.list();
    this.disposables = [
      this.tree,
      this.view,
      this.view.onDidChangeVisibility(list),
      workspace.onDidGrantWorkspaceTrust(list),
      runs.onDidChange(() => this.update()),
      server.onDidChangeStatus(({ health, quiescent }) => {
        if (this.hasFailed && health !== 'error' && quiescent) list();
      }),
    ];
    list();
  }

  /** Lists the runs anew where somebody sees them; what fails is said in the view. */
  async list(): Promise<void> {
    await window.withProgress({ location: { viewId: id } }, () => this.listQuietly());
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of this.disposables) each.dispose();
  }

  private async listQuietly(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.view.visible || !workspace.isTrusted || this.isListing) return;
    this.isListing = true;
    try {
      await this.runs.refresh();
      this.tellMenus(false);
      this.watchOthers();
    } catch (error) {
      this.log.error(`The runs cannot be listed: ${toFailure(error).message}`);
      this.tellMenus(true);
    } finally {
      this.isListing = false;
    }
  }

  private update(): void {
    const going = this.runs.all.filter(isGoing).length;
    const tooltip = going === 1 ? l10n.t('1 run goes on') : l10n.t('{0} runs go on', going);
    this.view.badge = going > 0 ? { value: going, tooltip } : undefined;
    this.view.message = this.tree.hasOnlyOthers
      ? l10n.t('No folder of this workspace has been classified yet.')
      : '';
  }

  private watchOthers(): void {
    const goesOnElsewhere = this.runs.all.some(
      ({ isOurs, summary }) => !isOurs && summary.state === 'running',
    );
    if (!goesOnElsewhere) return;
    this.timer = setTimeout(() => void this.listQuietly(), othersIntervalMs);
  }

  /** By these, the view says in place of an empty list why it is empty. */
  private tellMenus(hasFailed: boolean): void {
    this.hasFailed = hasFailed;
    void commands.executeCommand('setContext', 'diffusionClassifier.runsFailed', hasFailed);
    if (!hasFailed)
      void commands.executeCommand('setContext', 'diffusionClassifier.runsListed', true);
  }
}
