import type { RunRow } from '../../../server/src/protocol';

/** What every browser that VS Code runs in can show. */
const shown = /\.(?:avif|gif|jpe?g|png|svg|webp)$/i;
/** Bytes: a larger file takes long to load over a remote connection, and to decode. */
const mostBytes = 2_000_000;

/** Where a browser can load the picture of a row from; '' where it had better ask for a small one. */
export function pictureSource(imageBase: string, { image, bytes }: RunRow): string {
  if (bytes > mostBytes || !shown.test(image)) return '';
  return `${imageBase}/${image.split('/').map(encodeURIComponent).join('/')}`;
}
