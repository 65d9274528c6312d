#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { Failure } from '../failure';
import { packageRoot } from '../packageRoot';
import { classifyCommand, exitCodes } from './classifyCommand';

function serveCommand(): Command {
  return new Command('serve')
    .description('Run the language server (docs/protocol.md).')
    .option('--stdio', 'speak over standard input and output')
    .option('--node-ipc', 'speak over the channel of a forked Node process')
    .option('--socket <port>', 'connect to a port on this machine')
    .option('--clientProcessId <pid>', 'end when this process ends')
    .action(() => {
      // The server reads the same arguments itself.
      require(path.join(packageRoot(), 'dist', 'server.js'));
    });
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  // Whoever reads our output may stop reading, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  const setExitCode = (code: number): void => {
    process.exitCode = code;
  };
  const program = new Command('diffusion-classifier')
    .description('Label images with a diffusion model.')
    .version(version)
    .addCommand(classifyCommand(setExitCode))
    .addCommand(serveCommand());
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      setExitCode(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
    } else if (error instanceof Failure) {
      process.stderr.write(`${error.message}\n`);
      setExitCode(exitCodes.usage);
    } else {
      throw error;
    }
  }
}

void main();
