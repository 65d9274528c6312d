import path from 'node:path';
import { Failure } from '../failure';
import { checkStatus } from './checkStatus';
import { type Expected, hasHash } from './digest';
import { diskFailure } from './diskFailure';
import { cancelled, downloadFailed, Passing } from './downloadFailed';
import { type Answer, get } from './get';
import { networkFailure } from './networkFailure';
import type { PartFile } from './partFile';
import { type Patience, usualPatience } from './untilPassed';

export interface FileDownload extends Expected {
  url: string | URL;
  /** Absolute path; its folder exists. The bytes so far lie beside it, as FILE.part. */
  file: string;
  /** For the host of `url` alone: they do not follow a redirect to another. */
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** @param done Bytes of the file that are here. */
  onProgress?: (done: number) => void;
  /** Of a pause, and of a file that came wrong and is downloaded once more. */
  onNote?: (note: string) => void;
  /** Where a person can read about the file. Default: the host. */
  page?: string;
  patience?: Patience;
}

export function wrongSize(name: string, found: number | string, size: number | undefined): Failure {
  return downloadFailed(
    'wrong-size',
    `${name} came with ${found} bytes, expected ${size}: it was deleted. Download again; if that does not help, the file was changed on the hub.`,
    { file: name, found: String(found), expected: String(size) },
  );
}

/** Keeps what is there where the answer goes on from it, and begins anew where it does not. */
async function goOnWith({ status, header }: Answer, part: PartFile): Promise<void> {
  const etag = header('etag');
  const strong = etag?.startsWith('"') ? etag : undefined;
  const range = /^bytes (\d+)-\d+\//.exec(header('content-range') ?? '');
  const isRest =
    status === 206 &&
    Number(range?.[1]) === part.length &&
    !(part.etag !== undefined && strong !== undefined && strong !== part.etag);
  if (isRest) return;
  const startsAtZero = status !== 206 || Number(range?.[1]) === 0;
  await part.restart(startsAtZero ? strong : undefined);
  if (!startsAtZero) {
    throw new Passing(
      downloadFailed('garbled', 'The hub answered with another part of the file than asked for.'),
    );
  }
}

/**
 * Asks for what is missing of a file, and adds what comes to the part.
 *
 * @throws Failure `download-failed` or `cancelled`; {@link Passing} for what may pass.
 */
export async function fetchRest(download: FileDownload, url: URL, part: PartFile): Promise<void> {
  const { headers, signal, patience = usualPatience, size, onProgress } = download;
  const { stallSeconds } = patience;
  const name = path.basename(download.file);
  const canResume = part.length > 0 && (part.etag !== undefined || hasHash(download));
  const range: Record<string, string> = canResume
    ? {
        range: `bytes=${part.length}-`,
        ...(part.etag !== undefined && { 'if-range': part.etag }),
      }
    : {};
  const answer = await get({
    url,
    headers: { 'accept-encoding': 'identity', ...range },
    ...(headers && { ownHeaders: headers }),
    stallSeconds,
    signal,
  });
  try {
    if (answer.status === 416 && canResume) {
      // There is no such rest: what is here is of another version.
      await part.restart();
      return await fetchRest(download, url, part);
    }
    checkStatus(answer, `the file ${name}`, download.page ?? url.origin);
    await goOnWith(answer, part);
    onProgress?.(part.length);
    try {
      for await (const chunk of answer.body) {
        if (part.length + (chunk as Buffer).length > (size ?? Number.POSITIVE_INFINITY)) {
          throw wrongSize(name, `more than ${size}`, size);
        }
        await part.write(chunk as Buffer).catch((error) => {
          throw diskFailure(error) ?? error;
        });
        onProgress?.(part.length);
      }
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      throw error instanceof Failure ? error : networkFailure(error, answer.url, stallSeconds);
    }
  } finally {
    answer.body.on('error', () => {}).destroy();
  }
}
