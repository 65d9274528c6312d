import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { Failure } from '../failure';
import { packageRoot } from '../packageRoot';
import { calibrateCommand } from './calibrateCommand';
import { classifyCommand } from './classifyCommand';
import { compareCommand } from './compareCommand';
import { duplicatesCommand } from './duplicatesCommand';
import { exitCodes } from './exitCodes';
import { explainCommand } from './explainCommand';
import { matchCommand } from './matchCommand';
import { modelsCommand } from './modelsCommand';
import { providersCommand } from './providersCommand';
import { reviewCommand } from './reviewCommand';
import { runCommand } from './runCommand';
import { runsCommand } from './runsCommand';
import { shortlistCommand } from './shortlistCommand';
import { sortCommand } from './sortCommand';
import { storeCommand } from './storeCommand';
import { studyCommand } from './studyCommand';
import { printable, type Terminal } from './terminal';
import { workerCommand } from './workerCommand';

function serveCommand(serve: () => void): Command {
  return new Command('serve')
    .description('Run the language server (docs/protocol.md).')
    .option('--stdio', 'speak over standard input and output')
    .option('--node-ipc', 'speak over the channel of a forked Node process')
    .option('--socket <port>', 'connect to a port on this machine')
    .option('--clientProcessId <pid>', 'end when this process ends')
    .action(serve);
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/**
 * Runs the command line.
 *
 * @param argv The arguments without those of Node.
 * @param serve Starts the language server, which reads the same arguments itself.
 * @returns The exit code.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  serve: () => void,
): Promise<number> {
  const { version } = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  let exitCode: number = exitCodes.done;
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('diffusion-classifier')
    .description('Label images with a diffusion model.')
    .version(version)
    .addCommand(classifyCommand(terminal, setExitCode))
    .addCommand(runCommand(terminal, setExitCode))
    .addCommand(runsCommand(terminal, setExitCode))
    .addCommand(reviewCommand(terminal, setExitCode))
    .addCommand(sortCommand(terminal, setExitCode))
    .addCommand(duplicatesCommand(terminal, setExitCode))
    .addCommand(workerCommand(terminal, setExitCode))
    .addCommand(modelsCommand(terminal, setExitCode))
    .addCommand(providersCommand(terminal, setExitCode))
    .addCommand(storeCommand(terminal, setExitCode))
    .addCommand(explainCommand(terminal, setExitCode))
    .addCommand(studyCommand(terminal, setExitCode))
    .addCommand(calibrateCommand(terminal, setExitCode))
    .addCommand(shortlistCommand(terminal, setExitCode))
    .addCommand(compareCommand(terminal, setExitCode))
    .addCommand(matchCommand(terminal, setExitCode))
    .addCommand(serveCommand(serve));
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    if (!(error instanceof Failure)) throw error;
    terminal.stderr.write(`${printable(error.message)}\n`);
    return exitCodes.usage;
  }
  return exitCode;
}
