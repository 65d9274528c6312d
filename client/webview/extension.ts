import type { PanelMethod, PanelRequests, ToExtension, ToPanel } from '../src/panel/messages';
import type { SavedPanel, SavedResults } from './app/savedPanel';
import { settings } from './language';

const vscode = acquireVsCodeApi<SavedPanel>();
// From the start: it may be all that is left of this page.
vscode.setState({ ...vscode.getState(), subject: settings.subject });

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const waiting = new Map<number, Waiting>();
let lastId = 0;

/** Why something that was asked for did not come. Its message is for people, in their language. */
export class AskFailure extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/**
 * Asks the extension.
 *
 * @param signal aborting it tells the extension that the answer is not waited for
 * @throws AskFailure what the extension says; what `signal` is aborted with
 */
export function ask<M extends PanelMethod>(
  method: M,
  params: PanelRequests[M]['params'],
  signal?: AbortSignal,
): Promise<PanelRequests[M]['result']> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const id = ++lastId;
  return new Promise<unknown>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    signal?.addEventListener('abort', () => {
      if (waiting.delete(id)) post({ kind: 'cancel', id });
      reject(signal.reason);
    });
    post({ kind: 'request', id, method, params } as ToExtension);
  }) as Promise<PanelRequests[M]['result']>;
}

/** Hears what the extension says of itself, and tells it that somebody does. */
export function listen(
  hear: (message: Extract<ToPanel, { kind: 'state' | 'rowsChanged' | 'focus' }>) => void,
): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
    if (data.kind === 'answer') take(data.id)?.resolve(data.result);
    else if (data.kind === 'failure') {
      take(data.id)?.reject(new AskFailure(data.message, data.code));
    } else hear(data);
  });
  post({ kind: 'ready' });
}

/** What an earlier page of this panel has kept: the one before VS Code was closed, or it was hidden. */
export function savedResults(): SavedResults | undefined {
  return vscode.getState()?.results;
}

export function saveResults(results: SavedResults): void {
  vscode.setState({ subject: settings.subject, results });
}

function post(message: ToExtension): void {
  vscode.postMessage(message);
}

function take(id: number): Waiting | undefined {
  const found = waiting.get(id);
  waiting.delete(id);
  return found;
}
