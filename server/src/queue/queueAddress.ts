import { Failure } from '../failure';

/** Where a queue is: one Redis database, and a name within it. */
export interface QueueAddress {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss:` for TLS. */
  url: string;
  /** Begins the name of every key. Queues of other names never meet. */
  name: string;
}

export const defaultQueueName = 'diffusion-classifier';

function invalid(message: string): Failure {
  return new Failure('options-invalid', message);
}

/**
 * Checks the values of `--queue` and `--queue-name`.
 *
 * @throws Failure `options-invalid`, without the password.
 */
export function queueAddress(url: string, name: string = defaultQueueName): QueueAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw invalid(
      '--queue is not the address of a Redis database: expected redis://host:port/0, or rediss:// for TLS.',
    );
  }
  if (!/^(\/\d*)?$/.test(parsed.pathname)) {
    throw invalid(
      `--queue names the database "${parsed.pathname.slice(1)}": expected its number, as in redis://${parsed.host}/0.`,
    );
  }
  if (!/^[\w.-]{1,100}$/.test(name)) {
    throw invalid(
      `--queue-name is "${name}": expected up to 100 letters, digits, ".", "_" and "-".`,
    );
  }
  return { url, name };
}

/** What people are shown of an address: neither user nor password. */
export function shownAddress({ url }: QueueAddress): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
