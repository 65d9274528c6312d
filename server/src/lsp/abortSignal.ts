import type { CancellationToken } from 'vscode-languageserver/node';

/** A signal that is aborted as soon as one of the tokens is cancelled. */
export function abortSignal(...tokens: readonly CancellationToken[]): AbortSignal {
  const controller = new AbortController();
  for (const token of tokens) {
    if (token.isCancellationRequested) controller.abort();
    token.onCancellationRequested(() => controller.abort());
  }
  return controller.signal;
}
