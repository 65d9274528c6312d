import { printable, type Terminal } from './terminal';

/** How a command that takes its time hears of Ctrl+C, and says what is amiss. */
export interface Conversation {
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  warn(message: string): void;
  /** Says each message once. */
  warnOnce(message: string): void;
}

export function conversation({ stderr, onInterrupt }: Terminal): Conversation {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const warn = (message: string): void => void stderr.write(`${printable(message)}\n`);
  const warned = new Set<string>();
  return {
    signal: stop.signal,
    warn,
    warnOnce: (message) => {
      if (!warned.has(message)) warn(message);
      warned.add(message);
    },
  };
}
