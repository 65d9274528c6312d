#!/usr/bin/env node
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { packageRoot } from '../packageRoot';
import { exitCodes } from './exitCodes';
import { runCli } from './runCli';

async function askAtTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+D closes it by itself; either way a question that is open would never be answered.
  lines.on('SIGINT', () => lines.close());
  const closed = once(lines, 'close').then(() => '');
  try {
    return await Promise.race([lines.question(question), closed]);
  } finally {
    lines.close();
  }
}

async function main(): Promise<void> {
  const { stdout, stderr, argv } = process;
  // Whoever reads our output may stop reading, as `head` does.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  // Whoever stops a service, or a machine, sends SIGTERM.
  const onInterrupt = (stop: () => void): void => {
    process.once('SIGINT', stop).once('SIGTERM', stop);
  };
  const serve = (): void => void require(path.join(packageRoot(), 'dist', 'server.js'));
  const ask = process.stdin.isTTY ? askAtTerminal : undefined;
  process.exitCode = await runCli(argv.slice(2), { stdout, stderr, onInterrupt, ask }, serve);
}

void main();
