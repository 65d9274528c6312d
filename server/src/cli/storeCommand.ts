import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import {
  clearStore,
  type Holding,
  holdings,
  StoreFailure,
  storeInfo,
  userCacheFolder,
  verifyStore,
} from '../store';
import { exitCodes } from './exitCodes';
import { folderName } from './modelOptions';
import { bytesText } from './quantities';
import { storeTable } from './storeTable';
import { printable, type Terminal } from './terminal';

interface StoreFlags {
  cacheFolder?: string;
  errors?: true;
  results?: true;
  json?: true;
  repair?: true;
}

/** What was asked about: everything, unless something was named. */
function asked({ errors, results }: StoreFlags): readonly Holding[] {
  const named = { errors, results };
  return errors || results ? holdings.filter((holds) => named[holds]) : holdings;
}

function folderOf({ cacheFolder }: StoreFlags): string {
  return cacheFolder === undefined ? userCacheFolder() : path.resolve(cacheFolder);
}

async function info(flags: StoreFlags, { stdout }: Terminal): Promise<void> {
  for (const holds of asked(flags)) {
    const found = await storeInfo(folderOf(flags), holds);
    stdout.write(`${flags.json ? JSON.stringify(found) : printable(storeTable(found))}\n`);
  }
}

function clear(flags: StoreFlags, { stdout }: Terminal): void {
  for (const holds of asked(flags)) {
    const freed = clearStore(folderOf(flags), holds);
    const text = flags.json
      ? JSON.stringify({ holds, freed })
      : `${holds}: ${bytesText(freed)} freed`;
    stdout.write(`${text}\n`);
  }
}

/** @returns The exit code: of success only where every record is whole. */
async function verify(flags: StoreFlags, terminal: Terminal): Promise<number> {
  const { stdout, stderr, onInterrupt } = terminal;
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const { repair = false, json = false } = flags;
  let code: number = exitCodes.done;
  for (const holds of asked(flags)) {
    const bar = new SingleBar({
      format: `${holds}: {value} records read`,
      clearOnComplete: true,
      stream: stderr,
      noTTYOutput: false,
    });
    if (stderr.isTTY) bar.start(0, 0);
    const onProgress = (records: number): void => bar.update(records);
    const options = { repair, signal: stop.signal, onProgress };
    const found = await verifyStore(folderOf(flags), holds, options).finally(() => bar.stop());
    if (stop.signal.aborted) return exitCodes.cancelled;
    const { whole, damaged } = found;
    const done = repair ? 'damaged and removed' : 'damaged';
    stdout.write(
      json
        ? `${JSON.stringify({ holds, ...found })}\n`
        : `${holds}: ${whole} records are whole, ${damaged} ${done}\n`,
    );
    if (damaged > 0) code = exitCodes.someFailed;
  }
  if (code !== exitCodes.done && !repair) {
    stderr.write('What is damaged counts as unknown. "store verify --repair" removes it.\n');
  }
  return code;
}

/** `store`: what is kept of results and errors, and looking after it. */
export function storeCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const subcommand = (
    name: string,
    description: string,
    action: (flags: StoreFlags, terminal: Terminal) => unknown,
  ): Command =>
    new Command(name)
      .description(description)
      .option('--errors', 'only the errors of single evaluations')
      .option('--results', 'only the results of images')
      .option(
        '--cache-folder <folder>',
        'where they are (default: the cache folder of the user)',
        folderName,
      )
      .option('--json', 'one JSON object a line')
      .action(async (flags: StoreFlags) => {
        try {
          const code = await action(flags, terminal);
          if (typeof code === 'number') setExitCode(code);
        } catch (error) {
          if (!(error instanceof StoreFailure)) throw error;
          terminal.stderr.write(`${printable(error.message)}\n`);
          setExitCode(exitCodes.someFailed);
        }
      });
  return new Command('store')
    .description('What is kept of results and errors, so that nothing is computed twice.')
    .addCommand(subcommand('info', 'say where it is, what it holds and how large it is', info))
    .addCommand(subcommand('clear', 'remove it; servers that run begin anew', clear))
    .addCommand(
      subcommand('verify', 'read every record and compare its checksum', verify).option(
        '--repair',
        'remove what is damaged',
      ),
    );
}
