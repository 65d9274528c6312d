import { plainText } from '../plainText';

/** What the command line reads from and writes to. */
export interface Terminal {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  /** Calls back once, at Ctrl+C. */
  onInterrupt(stop: () => void): void;
  /** What a person answers; undefined where nobody sits there. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

/** `text` line by line, without the controls that a terminal obeys: names of files may hold any. */
export function printable(text: string): string {
  return text.split('\n').map(plainText).join('\n');
}
