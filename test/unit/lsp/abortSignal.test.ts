import { expect, test } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc/node';
import { abortSignal } from '../../../server/src/lsp/abortSignal';

test('is aborted as soon as one of the tokens is cancelled', () => {
  const source = new CancellationTokenSource();
  const signal = abortSignal(CancellationToken.None, source.token);
  expect(signal.aborted).toBe(false);
  source.cancel();
  expect(signal.aborted).toBe(true);
});

test('is aborted at once where a token is cancelled already', () => {
  expect(abortSignal(CancellationToken.None, CancellationToken.Cancelled).aborted).toBe(true);
});
