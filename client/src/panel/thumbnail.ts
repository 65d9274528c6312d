import type { CancellationToken } from 'vscode';
import { askServer } from '../askServer';
import type { Server } from '../server';

/**
 * A small picture, for what a browser cannot show or would take long to.
 *
 * @param image `file:` or `data:` URI
 */
export function thumbnail(
  server: Server,
  image: string,
  size: number,
  token: CancellationToken,
): Promise<{ source: string }> {
  return askServer(
    () => server.start(),
    token,
    async (client) => {
      const { sendThumbnail } = await import('./panelRequests');
      return { source: (await sendThumbnail(client, { image, size }, token)).data };
    },
  );
}
