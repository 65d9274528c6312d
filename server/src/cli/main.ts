#!/usr/bin/env node
import path from 'node:path';
import { packageRoot } from '../packageRoot';
import { exitCodes } from './classifyCommand';
import { runCli } from './runCli';

async function main(): Promise<void> {
  const { stdout, stderr, argv } = process;
  // Whoever reads our output may stop reading, as `head` does.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  const onInterrupt = (stop: () => void): void => void process.once('SIGINT', stop);
  const serve = (): void => void require(path.join(packageRoot(), 'dist', 'server.js'));
  process.exitCode = await runCli(argv.slice(2), { stdout, stderr, onInterrupt }, serve);
}

void main();
