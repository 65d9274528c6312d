import type { LogOutputChannel } from 'vscode';

/** What is traced of a message, without the token of the hub: logs are shown to others. */
export function withoutToken(text: string): string {
  return text.replace(/("token":\s*")(?:[^"\\]|\\.)*"/g, '$1..."');
}

/** The log, for messages that are traced, as text or as JSON. */
export function traceChannel(log: LogOutputChannel): LogOutputChannel {
  const trace = (message: string): void => log.trace(withoutToken(message));
  return Object.create(log, { trace: { value: trace } });
}
