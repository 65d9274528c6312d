import { downloadFailed, Passing } from './downloadFailed';

const stalled = ['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'];
const cut = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];
const untrusted = /CERT|SIGNATURE|ISSUER|ERR_TLS/;

function codeOf(error: unknown): string {
  const { code, cause } = error as NodeJS.ErrnoException;
  return code ?? (cause ? codeOf(cause) : '');
}

/** The status that a proxy refused a connection with: undici has it in its message alone. */
function proxyStatus(error: unknown): string | undefined {
  const { message = '', cause } = error as Error;
  const status = /^Proxy response \((4\d\d)\)/.exec(message)?.[1];
  return status ?? (cause ? proxyStatus(cause) : undefined);
}

/** What an error of the connection to `url` means to a person. A bad certificate and a proxy's no do not pass. */
export function networkFailure(error: unknown, url: URL, stallSeconds: number): Error {
  const code = codeOf(error);
  const { host } = url;
  const details = { host, code };
  const goesOn = 'What is downloaded stays, and the next download goes on from there.';
  if (stalled.includes(code)) {
    return new Passing(
      downloadFailed('stalled', `${host} sent nothing for ${stallSeconds} s. ${goesOn}`, details),
    );
  }
  // Z_: what was compressed for the way ends too early.
  if (cut.includes(code) || code.startsWith('Z_')) {
    return new Passing(
      downloadFailed('cut', `The connection to ${host} was cut (${code}). ${goesOn}`, details),
    );
  }
  if (untrusted.test(code)) {
    return downloadFailed(
      'unreachable',
      `The certificate of ${host} is not trusted (${code}). Where a proxy of your company has its own, name its file by NODE_EXTRA_CA_CERTS.`,
      details,
    );
  }
  const refused = proxyStatus(error);
  if (refused !== undefined) {
    const advice =
      refused === '407'
        ? 'it asks who you are. Give it as HTTPS_PROXY=http://user:password@proxy.example:3128'
        : 'ask whoever runs it, or name another by HTTPS_PROXY';
    return downloadFailed(
      'unreachable',
      `The proxy refuses the way to ${host} (${refused}): ${advice}.`,
      { host, code: `proxy ${refused}` },
    );
  }
  const why = code || (error as Error).message;
  return new Passing(
    downloadFailed(
      'unreachable',
      `${host} cannot be reached (${why}): check the network. HTTPS_PROXY names a proxy, HF_ENDPOINT another hub.`,
      details,
    ),
  );
}
