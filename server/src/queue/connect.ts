import type { Redis } from 'ioredis';
import { Failure } from '../failure';
import { type QueueAddress, shownAddress } from './queueAddress';

/** Milliseconds for the first connection. */
const patience = 10_000;
/** Milliseconds between two trials to connect again, at most. */
const longestPause = 2_000;

function unavailable(address: QueueAddress, error: Error): Failure {
  const queue = shownAddress(address);
  // An error of several addresses (IPv4 and IPv6) has a code and no message.
  const reason = error.message || (error as NodeJS.ErrnoException).code || error.name;
  return new Failure(
    'queue-unavailable',
    `The queue ${queue} cannot be used (${reason}): check that Redis runs there, and the password.`,
    { queue, reason },
  );
}

/**
 * Connects to the Redis of a queue. What is asked while the connection is lost waits until it is
 * there again; `onTrouble` is told once each time.
 *
 * @throws Failure `queue-unavailable` where the first connection fails.
 */
export async function connect(
  address: QueueAddress,
  onTrouble: (message: string) => void,
): Promise<Redis> {
  const { Redis } = await import('./bullmq');
  let isOpen = false;
  let isLost = false;
  let last: Error | undefined;
  const redis = new Redis(address.url, {
    lazyConnect: true,
    connectTimeout: patience,
    // As BullMQ requires it of blocking connections: a command waits for as long as it takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isOpen ? Math.min(100 * 2 ** times, longestPause) : null),
  });
  redis.on('error', (error: Error) => {
    last = error;
  });
  redis.on('close', () => {
    if (isOpen && !isLost && redis.status !== 'end') {
      isLost = true;
      onTrouble(`The connection to ${shownAddress(address)} is lost: waiting for it.`);
    }
  });
  redis.on('ready', () => {
    if (isLost) onTrouble(`The connection to ${shownAddress(address)} is there again.`);
    isLost = false;
  });
  try {
    await redis.connect();
    await redis.ping();
    isOpen = true;
  } catch (error) {
    redis.disconnect();
    throw unavailable(address, last ?? (error as Error));
  }
  return redis;
}
