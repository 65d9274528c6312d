import { randomBytes } from 'node:crypto';
import { type Disposable, env, type LogOutputChannel, l10n, Uri, type WebviewPanel } from 'vscode';
import { coalesce } from '../coalesce';
import type { PanelContent } from './content';
import { Dispatcher } from './dispatcher';
import { panelHtml } from './html';
import type { PanelSubject, ToPanel } from './messages';

/** A page takes under a second to load; a machine may be busy, and a remote one far away. */
const patienceMs = 20_000;
const stateIntervalMs = 250;
const rowsIntervalMs = 1_000;

/** What is to be seen first. */
export type PanelPart = 'explanation';

/** One tab: a page, which is loaded anew whenever the tab comes to the front, and what answers it. */
export class Panel implements Disposable {
  private readonly dispatcher: Dispatcher;
  private readonly listeners: Disposable[];
  /** The folder that the page may load images from. */
  private folder: Uri | undefined;
  private hasPage = false;
  private isLoaded = false;
  private isReady = false;
  private isDisposed = false;
  private wanted: PanelPart | undefined;
  private readyTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly panel: WebviewPanel,
    readonly subject: PanelSubject,
    private readonly content: PanelContent,
    private readonly extension: Uri,
    private readonly log: LogOutputChannel,
  ) {
    this.dispatcher = new Dispatcher(
      content.handlers,
      (message) => this.post(message),
      (method, { code, message }) => log.warn(`Results panel: ${method}: ${code}: ${message}`),
    );
    this.listeners = [
      panel.webview.onDidReceiveMessage((message) => this.receive(message)),
      panel.onDidChangeViewState(() => this.onView()),
      content.onDidChange(coalesce(() => this.postState(), stateIntervalMs)),
      content.onDidChangeRows(coalesce(() => this.post({ kind: 'rowsChanged' }), rowsIntervalMs)),
      panel.onDidDispose(() => this.dispose()),
    ];
    void this.load();
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  /** Brings it to the front. */
  reveal(preserveFocus: boolean, part?: PanelPart): void {
    this.panel.reveal(undefined, preserveFocus);
    if (preserveFocus && !part) return;
    this.wanted = part;
    this.post({ kind: 'focus', ...(part && { part }) });
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    clearTimeout(this.readyTimer);
    this.dispatcher.cancelAll();
    for (const listener of this.listeners) listener.dispose();
    this.content.dispose();
    this.panel.dispose();
  }

  private async load(): Promise<void> {
    // Where the folder is known by now, the page loads while the run is asked for.
    if (this.content.folder) this.makePage();
    await this.content.load();
    this.isLoaded = true;
    this.postState();
  }

  private makePage(): void {
    const { panel, content, extension } = this;
    const { webview } = panel;
    const { folder } = content;
    const dist = Uri.joinPath(extension, 'dist/webview');
    const media = Uri.joinPath(extension, 'media');
    const address = (file: string): string =>
      webview.asWebviewUri(Uri.joinPath(dist, file)).toString();
    panel.title = content.title;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [dist, media, ...(folder ? [folder] : [])],
    };
    this.folder = folder;
    this.hasPage = true;
    this.isReady = false;
    webview.html = panelHtml({
      script: address('main.js'),
      codicons: address('codicon.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      settings: { language: env.language, texts: l10n.bundle ?? {}, subject: this.subject },
    });
    this.expectReady();
  }

  private postState(): void {
    if (this.isDisposed || !this.isLoaded) return;
    const { folder } = this.content;
    const isElsewhere = folder !== undefined && folder.toString() !== this.folder?.toString();
    if (!this.hasPage || isElsewhere) this.makePage();
    const { webview } = this.panel;
    const state = this.content.state((file) => webview.asWebviewUri(file).toString());
    this.post({ kind: 'state', state });
  }

  private async receive(message: unknown): Promise<void> {
    const { checkedMessage } = await import('./messageSchema');
    const checked = checkedMessage(message);
    if (this.isDisposed) return;
    if (!checked) this.log.warn('Results panel: the page sent a message that it may not send.');
    else if (checked.kind === 'ready') this.onReady();
    else if (checked.kind === 'cancel') this.dispatcher.cancel(checked.id);
    else await this.dispatcher.handle(checked);
  }

  private onReady(): void {
    clearTimeout(this.readyTimer);
    this.dispatcher.cancelAll();
    this.isReady = true;
    this.postState();
    const part = this.wanted;
    if (part) this.post({ kind: 'focus', part });
  }

  private onView(): void {
    if (this.panel.visible) {
      this.expectReady();
      return;
    }
    // The page is gone: nobody waits for its answers.
    this.isReady = false;
    clearTimeout(this.readyTimer);
    this.dispatcher.cancelAll();
  }

  /** A policy or a file that keeps a page from loading is told to nobody else. */
  private expectReady(): void {
    clearTimeout(this.readyTimer);
    if (this.isReady || !this.hasPage || !this.panel.visible) return;
    this.readyTimer = setTimeout(() => {
      this.log.error(
        `The results panel "${this.panel.title}" did not load within ${patienceMs / 1_000} s. Close it and open it again; if that does not help, the developer tools of the window say why ("Developer: Toggle Developer Tools").`,
      );
    }, patienceMs);
  }

  private post(message: ToPanel): void {
    if (this.isReady && !this.isDisposed) void this.panel.webview.postMessage(message);
  }
}
