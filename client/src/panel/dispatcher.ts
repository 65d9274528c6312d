import { CancellationError, type CancellationToken, CancellationTokenSource } from 'vscode';
import { ClassificationFailure, toFailure } from '../failure';
import { failureText } from '../failureText';
import type { PanelMethod, PanelRequests, ToExtension, ToPanel } from './messages';

/** What answers a panel's requests, by method; a panel of a single image has no rows. */
export type PanelHandlers = {
  [M in PanelMethod]?: (
    params: PanelRequests[M]['params'],
    token: CancellationToken,
  ) => Promise<PanelRequests[M]['result']>;
};

type PanelRequest = Extract<ToExtension, { kind: 'request' }>;

/** Answers the requests of one page, each once, unless the page has left it or is gone. */
export class Dispatcher {
  private readonly open = new Map<number, CancellationTokenSource>();

  constructor(
    private readonly handlers: PanelHandlers,
    private readonly post: (message: ToPanel) => void,
    private readonly onFailure: (method: PanelMethod, failure: ClassificationFailure) => void,
  ) {}

  async handle(request: PanelRequest): Promise<void> {
    const { id } = request;
    this.cancel(id);
    const source = new CancellationTokenSource();
    this.open.set(id, source);
    const answer = await this.answer(request, source.token);
    if (this.open.get(id) !== source) return;
    this.open.delete(id);
    source.dispose();
    this.post(answer);
  }

  cancel(id: number): void {
    const source = this.open.get(id);
    this.open.delete(id);
    source?.cancel();
    source?.dispose();
  }

  /** Leaves all that is open: its page is gone, and the next one numbers its requests anew. */
  cancelAll(): void {
    for (const id of [...this.open.keys()]) this.cancel(id);
  }

  private async answer(request: PanelRequest, token: CancellationToken): Promise<ToPanel> {
    const { id, method, params } = request;
    try {
      const handler = this.handlers[method];
      if (!handler) throw new ClassificationFailure('unexpected', `This panel has no ${method}.`);
      // The schema has checked that the parameters are those of the method.
      return { kind: 'answer', id, result: await handler(params as never, token) };
    } catch (error) {
      const failure =
        error instanceof CancellationError
          ? new ClassificationFailure('cancelled', 'Cancelled.')
          : toFailure(error);
      // A review that was not kept is to be found in the log, also when its page is gone.
      if (!token.isCancellationRequested || method === 'review') this.onFailure(method, failure);
      return { kind: 'failure', id, message: failureText(failure), code: failure.code };
    }
  }
}
