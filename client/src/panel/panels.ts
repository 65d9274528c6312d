import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { LabelRequest } from '../../../server/src/protocol';
import type { Classifier } from '../classifier';
import type { Runs } from '../runs';
import type { Server } from '../server';
import type { PanelContent } from './content';
import { ImageContent } from './imageContent';
import type { PanelSubject } from './messages';
import { Panel, type PanelPart } from './panel';
import { RunContent } from './runContent';
import { savedSubject } from './savedSubject';
import { ServerTrouble } from './serverTrouble';

export const viewType = 'diffusionClassifier.results';

/** What panels are about, and whom they ask. */
export interface PanelSources {
  server: Server;
  runs: Runs;
  classifier: Classifier;
  log: LogOutputChannel;
}

/** The open panels: one for each run, and for each image that was classified by itself. */
export class Panels implements Disposable {
  private readonly open = new Map<string, Panel>();
  private readonly serverTrouble: ServerTrouble;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly sources: PanelSources,
  ) {
    this.serverTrouble = new ServerTrouble(sources.server);
  }

  showRun(run: string, { preserveFocus = false }: { preserveFocus?: boolean } = {}): void {
    this.show({ run }, preserveFocus);
  }

  /** Whether a person sees the results of a run. */
  isShown(run: string): boolean {
    return this.open.get(run)?.isVisible ?? false;
  }

  /** @param focus what is to be seen first */
  showImage(image: Uri, labels: readonly LabelRequest[], focus?: 'explain'): void {
    const subject = { image: image.toString(), labels: [...labels] };
    const known = this.open.get(keyOf(subject));
    // Of other labels: another answer.
    if (known && !isSame(known.subject, subject)) known.dispose();
    this.show(subject, false, focus && 'explanation');
  }

  /**
   * Makes a panel again after a reload, from what its page has kept. Not in an untrusted workspace, as
   * it would start the server and open images that nobody has asked for since.
   */
  restore(panel: WebviewPanel, state: unknown): void {
    const subject = savedSubject(state);
    if (!workspace.isTrusted) {
      this.sources.log.info('A results panel was closed: this workspace is not trusted.');
      panel.dispose();
    } else if (subject) {
      this.fill(panel, subject);
    } else {
      this.sources.log.warn('A results panel could not be restored: its page has kept nothing.');
      panel.dispose();
    }
  }

  dispose(): void {
    for (const panel of this.open.values()) panel.dispose();
    this.serverTrouble.dispose();
  }

  private show(subject: PanelSubject, preserveFocus: boolean, part?: PanelPart): void {
    const known = this.open.get(keyOf(subject));
    if (known) {
      known.reveal(preserveFocus, part);
      return;
    }
    const column = { viewColumn: ViewColumn.Active, preserveFocus };
    const made = window.createWebviewPanel(viewType, '', column, { enableFindWidget: false });
    this.fill(made, subject).reveal(preserveFocus, part);
  }

  private fill(made: WebviewPanel, subject: PanelSubject): Panel {
    const { extensionUri } = this.context;
    made.iconPath = {
      light: Uri.joinPath(extensionUri, 'media/panel-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media/panel-dark.svg'),
    };
    const panel = new Panel(made, subject, this.content(subject), extensionUri, this.sources.log);
    const key = keyOf(subject);
    this.open.set(key, panel);
    made.onDidDispose(() => {
      if (this.open.get(key) === panel) this.open.delete(key);
    });
    return panel;
  }

  private content(subject: PanelSubject): PanelContent {
    const { server, runs, classifier } = this.sources;
    return 'run' in subject
      ? new RunContent(subject.run, runs, server, this.serverTrouble)
      : new ImageContent(
          Uri.parse(subject.image),
          subject.labels,
          classifier,
          server,
          this.serverTrouble,
        );
  }
}

function keyOf(subject: PanelSubject): string {
  return 'run' in subject ? subject.run : subject.image;
}

function isSame(one: PanelSubject, other: PanelSubject): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
