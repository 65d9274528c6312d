import type { Failure } from '../failure';
import { downloadFailed, Passing } from './downloadFailed';
import type { Answer } from './get';

/** Waited for where a hub asks for it; a person would rather hear of a longer time. */
const longestWait = 300;

/** Seconds of a Retry-After header: a number, or the date until which to wait. */
function retryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

function later(failure: Failure, seconds: number | undefined): Error {
  return seconds !== undefined && seconds > longestWait ? failure : new Passing(failure, seconds);
}

/**
 * Does nothing for an answer that brings what was asked for.
 *
 * @param what is being downloaded: "the file unet/model.onnx", "the model owner/name".
 * @param page Where a person can read about it and accept a licence.
 * @throws Failure `download-failed`; {@link Passing} for what may pass.
 */
export function checkStatus({ status, header, url }: Answer, what: string, page: string): void {
  if (status >= 200 && status < 300) return;
  const { host } = url;
  const details = { host, status: String(status), page };
  if (status === 401 || status === 403) {
    throw downloadFailed(
      'unauthorized',
      `${host} does not give out ${what} (${status}): it does not exist, or it is not open to all. In that case sign in at ${page}, accept its licence, and give a token of yours (HF_TOKEN, or "huggingface-cli login").`,
      details,
    );
  }
  if (status === 404 || status === 410) {
    throw downloadFailed(
      'not-found',
      `There is no ${what.replace(/^the /, '')} at ${host} (${status}): see ${page}.`,
      details,
    );
  }
  const seconds = retryAfter(header('retry-after'));
  if (status === 429) {
    const asked = seconds === undefined ? 'in a while' : `in ${seconds} s`;
    const failure = downloadFailed(
      'rate-limited',
      `${host} has had too many requests from here (429): try again ${asked}. What is downloaded stays.`,
      { ...details, ...(seconds !== undefined && { seconds: String(seconds) }) },
    );
    throw later(failure, seconds);
  }
  const failure = downloadFailed(
    'server-error',
    `${host} answered ${status} when asked for ${what}: try again in a while. What is downloaded stays.`,
    details,
  );
  throw status >= 500 || status === 408 ? later(failure, seconds) : failure;
}
