import { SingleBar } from 'cli-progress';
import { Argument, Command } from 'commander';
import { Failure } from '../failure';
import { installCuda, listProviders, removeCuda } from '../providers';
import { exitCodes } from './exitCodes';
import { providersTable } from './providersTable';
import { printable, type Terminal } from './terminal';

async function list(again: boolean, { stdout, onInterrupt }: Terminal): Promise<void> {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const table = providersTable(await listProviders({ again, signal: stop.signal }));
  stdout.write(`${printable(table)}\n`);
}

async function install({ stdout, stderr, onInterrupt }: Terminal): Promise<void> {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const progress = new SingleBar({
    format: 'libraries for CUDA {bar} {percentage}%  {value} of {total} MB',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: stderr,
    noTTYOutput: false,
  });
  if (stderr.isTTY) progress.start(1, 0);
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
  try {
    const folder = await installCuda({
      signal: stop.signal,
      onProgress: (done, total) => {
        progress.setTotal(megabytes(total));
        progress.update(megabytes(done));
      },
    });
    stdout.write(`${printable(`Installed in ${folder}`)}\n`);
  } finally {
    progress.stop();
  }
}

/** `providers`: what ONNX Runtime can run on here, and the libraries with which it uses CUDA. */
export function providersCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const reporting = (action: () => Promise<void>) => async (): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      terminal.stderr.write(`${printable(error.message)}\n`);
      setExitCode(error.code === 'cancelled' ? exitCodes.cancelled : exitCodes.someFailed);
    }
  };
  const cuda = (): Argument =>
    new Argument('<libraries>', 'those for CUDA and TensorRT').choices(['cuda']);
  return new Command('providers')
    .description('What ONNX Runtime can run on here (docs/providers.md).')
    .addCommand(
      new Command('list')
        .description('say which providers can be used, and why others cannot')
        .action(reporting(() => list(false, terminal))),
    )
    .addCommand(
      new Command('check')
        .description('prove each provider again, then list them')
        .action(reporting(() => list(true, terminal))),
    )
    .addCommand(
      new Command('install')
        .description('download what ONNX Runtime needs beside the NVIDIA driver and CUDA (236 MB)')
        .addArgument(cuda())
        .action(reporting(() => install(terminal))),
    )
    .addCommand(
      new Command('remove')
        .description('remove what `install` has installed')
        .addArgument(cuda())
        .action(reporting(removeCuda)),
    );
}
