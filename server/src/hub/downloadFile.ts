import path from 'node:path';
import { Failure } from '../failure';
import { diskFailure } from './diskFailure';
import { downloadFailed } from './downloadFailed';
import { type FileDownload, fetchRest, wrongSize } from './fetchRest';
import { PartFile } from './partFile';
import { untilPassed, usualPatience } from './untilPassed';

/** `right`, or what is wrong with the file that came; then what is there has been deleted. */
async function fetchOnce(download: FileDownload, url: URL): Promise<'right' | Failure> {
  const { file, size, signal, onNote, patience = usualPatience } = download;
  const name = path.basename(file);
  const part = await PartFile.open(file, download, { signal });
  try {
    if (part.length === 0 || part.length !== size) {
      await untilPassed(() => fetchRest(download, url, part), {
        patience,
        signal,
        progress: () => part.length,
        onWait: (seconds) => onNote?.(`Waiting ${Math.ceil(seconds)} s before asking again`),
      });
    }
    if (size !== undefined && part.length !== size) {
      const found = part.length;
      await part.restart();
      return wrongSize(name, found, size);
    }
    if (!part.isRight()) {
      await part.restart();
      return downloadFailed(
        'wrong-hash',
        `${name} came with another content than its hash promises: it was deleted. Download again; if that does not help, something between here and ${url.host} changes files.`,
        { file: name, host: url.host },
      );
    }
    await part.finish();
    return 'right';
  } catch (error) {
    if (error instanceof Failure && error.details.reason === 'wrong-size') {
      await part.restart();
      return error;
    }
    throw error;
  } finally {
    await part.close().catch(() => {});
  }
}

/**
 * Downloads a file, going on from what an earlier download left. It gets its name when its size and
 * hash are as expected; what is not is deleted and downloaded once more.
 *
 * @throws Failure `download-failed` with a `reason` among its details, or `cancelled`. What is
 *   downloaded stays for the next time, unless it was wrong.
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const url = new URL(download.url);
  try {
    const first = await fetchOnce(download, url);
    if (first === 'right') return;
    download.onNote?.(first.message);
    const second = await fetchOnce(download, url);
    if (second !== 'right') throw second;
  } catch (error) {
    throw diskFailure(error) ?? error;
  }
}
