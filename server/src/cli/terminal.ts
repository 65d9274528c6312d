/** What the command line reads from and writes to. */
export interface Terminal {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  /** Calls back once, at Ctrl+C. */
  onInterrupt(stop: () => void): void;
}
