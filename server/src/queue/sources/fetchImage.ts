import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, request } from 'undici';
import { Failure } from '../../failure';
import type { ImageLimits } from '../../imageLimits';
import { imageProblem } from './imageProblem';
import { s3Request } from './s3Request';

const mostRedirects = 5;
/** Milliseconds before another trial of what may pass. */
const pauses = [500, 2_000];

/** What may be gone a moment later. */
class Passing extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

let agent: EnvHttpProxyAgent | undefined;

/** Through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. */
function connection(): EnvHttpProxyAgent {
  agent ??= new EnvHttpProxyAgent();
  return agent;
}

function statusProblem(image: string, status: number): Error {
  const details = { status: String(status) };
  if (status === 404 || status === 410) {
    return imageProblem('image-not-found', image, `is not there (${status}).`, details);
  }
  const failure = imageProblem(
    'image-not-readable',
    image,
    status === 401 || status === 403
      ? `is refused to whoever asks (${status}): check the address and the credentials.`
      : `is answered with status ${status}.`,
    details,
  );
  return status === 429 || status >= 500 ? new Passing(failure) : failure;
}

/** The body of the answer to a GET request, after redirects. */
async function open(image: string, signal: AbortSignal): Promise<Readable> {
  const isS3 = image.startsWith('s3:');
  let { url, headers } = isS3 ? await s3Request(image, process.env) : { url: image, headers: {} };
  for (let redirects = 0; ; redirects++) {
    const answer = await request(url, { dispatcher: connection(), headers, signal });
    const { statusCode: status, body } = answer;
    if (status === 200) return body;
    body.on('error', () => {}).destroy();
    const { location } = answer.headers;
    if (status < 300 || status >= 400 || typeof location !== 'string') {
      throw statusProblem(image, status);
    }
    if (isS3) {
      throw imageProblem('image-not-readable', image, 'is in another region: set AWS_REGION.');
    }
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    const isHttp = next?.protocol === 'https:' || next?.protocol === 'http:';
    if (!next || !isHttp || redirects === mostRedirects) {
      throw imageProblem('image-not-readable', image, 'redirects without end, or to no address.');
    }
    url = next.href;
    headers = {};
  }
}

async function fetchOnce(
  image: string,
  file: string,
  limits: ImageLimits,
  signal: AbortSignal,
): Promise<void> {
  const most = limits.megabytes * 1e6;
  const late = AbortSignal.timeout(limits.seconds * 1_000);
  const ends = AbortSignal.any([signal, late]);
  async function* bounded(body: Readable): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > most) {
        throw imageProblem('image-over-limit', image, `is larger than ${limits.megabytes} MB.`);
      }
      yield part;
    }
  }
  try {
    const body = await open(image, ends);
    await pipeline(body, bounded, createWriteStream(file), { signal: ends });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof Failure || error instanceof Passing) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = late.aborted
      ? `was not fetched within ${limits.seconds} s.`
      : `cannot be fetched (${code ?? message}).`;
    throw new Passing(imageProblem('image-not-readable', image, problem));
  }
}

/**
 * Writes the image at an `http:`, `https:` or `s3:` address to a file, with a second and a third
 * trial where the fault may pass.
 *
 * @throws Failure about the image; `options-invalid` where S3 is asked for without credentials; the
 *   signal's reason.
 */
export async function fetchImage(
  image: string,
  file: string,
  limits: ImageLimits,
  signal: AbortSignal,
): Promise<void> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await fetchOnce(image, file, limits, signal);
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (pause === undefined) throw error.failure;
      await sleep(pause, undefined, { signal });
    }
  }
}
