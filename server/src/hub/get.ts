import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { Failure } from '../failure';
import { connection } from './connection';
import { cancelled, downloadFailed } from './downloadFailed';
import { networkFailure } from './networkFailure';

export interface Get {
  url: URL;
  headers?: Record<string, string>;
  /** Headers for the host of `url` alone: they do not follow a redirect to another. */
  ownHeaders?: Record<string, string>;
  /** Without a byte from the other side, until it is given up. */
  stallSeconds: number;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  /** After all redirects. */
  url: URL;
  status: number;
  header(name: string): string | undefined;
  /** As the sender meant it: what was compressed for the way is not any more. */
  body: Readable;
}

const mostRedirects = 10;
const loopback = ['localhost', '127.0.0.1', '[::1]'];

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function decoded(body: Readable, encoding: string | undefined): Readable {
  const decoder = decoders[(encoding ?? '').trim().toLowerCase() as keyof typeof decoders];
  // The error of either of the two reaches whoever reads the second.
  return decoder ? pipeline(body, decoder(), () => {}) : body;
}

/** @throws Failure where going there would give away what the first URL kept secret. */
function checkRedirect(from: URL, to: URL): void {
  const isKnown = to.protocol === 'https:' || to.protocol === 'http:';
  const weakens = from.protocol === 'https:' && to.protocol === 'http:';
  if (!isKnown || (weakens && !loopback.includes(to.hostname))) {
    throw downloadFailed(
      'redirect-refused',
      `${from.host} redirects to ${to.protocol}//${to.host}, which is not encrypted: refused.`,
      { host: from.host, to: to.host },
    );
  }
}

/**
 * The answer to a GET request, after redirects, whatever its status.
 *
 * @throws Failure `cancelled` or `download-failed`; {@link Passing} for what may pass.
 */
export async function get(parameters: Get): Promise<Answer> {
  const { headers, ownHeaders, stallSeconds, signal } = parameters;
  let { url } = parameters;
  let isAtHome = true;
  for (let redirects = 0; ; redirects++) {
    let answer: Dispatcher.ResponseData;
    try {
      answer = await request(url, {
        dispatcher: connection(),
        headers: { 'user-agent': 'diffusion-classifier', ...headers, ...(isAtHome && ownHeaders) },
        headersTimeout: 1_000 * stallSeconds,
        bodyTimeout: 1_000 * stallSeconds,
        signal: signal ?? null,
      });
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      if (error instanceof Failure) throw error;
      throw networkFailure(error, url, stallSeconds);
    }
    const { statusCode: status, headers: received, body } = answer;
    const header = (name: string): string | undefined => {
      const value = received[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const location = header('location');
    const redirects3xx = [301, 302, 303, 307, 308].includes(status);
    if (!redirects3xx || location === undefined) {
      return { url, status, header, body: decoded(body, header('content-encoding')) };
    }
    body.on('error', () => {}).destroy();
    if (redirects === mostRedirects || !URL.canParse(location, url.href)) {
      throw downloadFailed('garbled', `${url.host} redirects without end, or to no URL.`, {
        host: url.host,
      });
    }
    const next = new URL(location, url);
    checkRedirect(url, next);
    isAtHome &&= next.origin === url.origin;
    url = next;
  }
}
