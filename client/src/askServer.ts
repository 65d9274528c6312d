import { CancellationError, type CancellationToken } from 'vscode';
import { isServerStopped, toFailure } from './failure';
import type { ProcessClient } from './processClient';
import { untilCancelled } from './untilCancelled';

/**
 * Asks the server something that may be asked twice: when it dies in the middle, the one that takes
 * its place is asked again, once.
 *
 * @param start see `Server.start` and `Server.startAgain`
 * @throws ClassificationFailure, or CancellationError when the token was cancelled
 */
export async function askServer<T>(
  start: () => Promise<ProcessClient>,
  token: CancellationToken | undefined,
  send: (client: ProcessClient) => Promise<T>,
): Promise<T> {
  try {
    return await untilCancelled(token, async () => {
      try {
        return await send(await start());
      } catch (error) {
        if (!isServerStopped(error) || token?.isCancellationRequested) throw error;
        // The client hears of the closed connection only after its requests were rejected.
        await new Promise(setImmediate);
        return await send(await start());
      }
    });
  } catch (error) {
    if (token?.isCancellationRequested) throw new CancellationError();
    throw toFailure(error);
  }
}
