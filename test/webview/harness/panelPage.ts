import type { Browser, Page } from 'playwright-core';
import type {
  PanelMethod,
  PanelRequests,
  PanelState,
  PanelSubject,
  ToExtension,
  ToPanel,
} from '../../../client/src/panel/messages';
import { type PageServer, startPageServer } from './pageServer';
import type { Theme } from './themes';

/** What the panel is answered, by what it asks; what is thrown reaches it as a failure. */
export type Answers = {
  [M in PanelMethod]?: (
    params: PanelRequests[M]['params'],
  ) => PanelRequests[M]['result'] | Promise<PanelRequests[M]['result']>;
};

export interface PanelOptions {
  state: PanelState;
  answers?: Answers;
  /** Default `dark`. */
  theme?: Theme;
  /** Default `en`. */
  language?: 'en' | 'zh-cn';
  /** What an earlier page has kept. */
  saved?: object;
  /** Default 1280 by 800. */
  viewport?: { width: number; height: number };
  reducedMotion?: boolean;
}

type Request = Extract<ToExtension, { kind: 'request' }>;

/** The page of the results panel in a bare browser, its extension played by a test. */
export class PanelPage {
  readonly requests: Request[] = [];
  /** Ids of requests whose answer the page does not wait for any more. */
  readonly cancelled: number[] = [];
  /** What the page said on its console, and what its policy or a script's fault broke. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly server: PageServer,
    private readonly options: PanelOptions,
  ) {}

  static async open(browser: Browser, options: PanelOptions): Promise<PanelPage> {
    const server = await startPageServer({
      theme: options.theme ?? 'dark',
      language: options.language ?? 'en',
      subject: subjectOf(options.state),
    });
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
      forcedColors: 'none',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const panel = new PanelPage(page, server, options);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) panel.complaints.push(message.text());
    });
    page.on('pageerror', (error) => panel.complaints.push(String(error.stack)));
    await page.exposeFunction('toExtension', (message: ToExtension) => panel.hear(message));
    await page.addInitScript(fakeApi(options.saved));
    await page.goto(server.address);
    return panel;
  }

  /** The parameters of all requests of one method, in their order. */
  asked<M extends PanelMethod>(method: M): PanelRequests[M]['params'][] {
    return this.requests
      .filter((request) => request.method === method)
      .map(({ params }) => params as PanelRequests[M]['params']);
  }

  /** Sends a state; pictures of it come from the page's own server. */
  async show(state: PanelState): Promise<void> {
    await this.send({ kind: 'state', state: this.withPictures(state) });
  }

  async send(message: ToPanel): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** What the page has kept for the one after it. */
  saved<T = Record<string, unknown>>(): Promise<T> {
    return this.page.evaluate('JSON.parse(sessionStorage.getItem("saved"))');
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.server.close();
  }

  private async hear(message: ToExtension): Promise<void> {
    if (message.kind === 'ready') await this.show(this.options.state).catch(() => {});
    else if (message.kind === 'cancel') this.cancelled.push(message.id);
    else await this.answer(message);
  }

  private async answer(request: Request): Promise<void> {
    const { id, method, params } = request;
    this.requests.push(request);
    const answer = this.options.answers?.[method] as ((asked: unknown) => unknown) | undefined;
    try {
      if (!answer) throw new Error(`No answer to ${method}`);
      await this.reply({ kind: 'answer', id, result: await answer(params) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.reply({ kind: 'failure', id, message, code: 'internal' });
    }
  }

  private withPictures(state: PanelState): PanelState {
    const { address } = this.server;
    if (state.kind === 'run') return { ...state, imageBase: `${address}/images` };
    if (state.kind !== 'image' || !state.image.source) return state;
    const source = new URL(state.image.source, address).href;
    return { ...state, image: { ...state.image, source } };
  }

  /** As {@link send}, to a page that may be gone. */
  private async reply(message: ToPanel): Promise<void> {
    if (!this.page.isClosed()) await this.send(message).catch(() => {});
  }
}

export function openPanel(browser: Browser, options: PanelOptions): Promise<PanelPage> {
  return PanelPage.open(browser, options);
}

function subjectOf(state: PanelState): PanelSubject {
  if (state.kind === 'run') return { run: state.run.run };
  return state.kind === 'image'
    ? { image: state.image.uri, labels: state.labels.map((label) => ({ label })) }
    : { run: '0'.repeat(16) };
}

/** Runs in the page before its scripts: a session keeps the state, as VS Code does over a reload. */
function fakeApi(saved: object | undefined): string {
  const first = JSON.stringify(JSON.stringify(saved ?? null));
  return `
    const api = {
      postMessage: (message) => void window.toExtension(message),
      getState: () => JSON.parse(sessionStorage.getItem('saved') ?? ${first}) ?? undefined,
      setState: (state) => sessionStorage.setItem('saved', JSON.stringify(state)),
    };
    window.acquireVsCodeApi = () => api;
  `;
}
