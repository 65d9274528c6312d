import type { Disposable } from 'vscode';
import type { State } from 'vscode-languageclient/node';
import type { ProcessClient } from './processClient';

/** What `work` resolves to, or a rejection with `reason` as soon as the client is in the state. */
export async function unlessIn<T>(
  state: State,
  client: ProcessClient,
  reason: () => Error,
  work: Promise<T>,
): Promise<T> {
  let listener: Disposable | undefined;
  const reached = new Promise<never>((_, reject) => {
    listener = client.onDidChangeState(({ newState }) => {
      if (newState === state) reject(reason());
    });
  });
  try {
    return await Promise.race([work, reached]);
  } finally {
    listener?.dispose();
  }
}
