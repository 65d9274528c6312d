import { Command } from 'commander';
import { Failure } from '../failure';
import { hubSettings, listModels, modelPath, removeModel, verifyModel } from '../hub';
import { DownloadBar } from './downloadBar';
import { type DownloadFlags, download } from './downloadCommand';
import { exitCodes } from './exitCodes';
import { modelsTable } from './modelsTable';
import { bytesText } from './quantities';
import { printable, type Terminal } from './terminal';

async function list(json: boolean, { stdout }: Terminal): Promise<void> {
  const entries = await listModels();
  const lines = json ? entries.map((entry) => JSON.stringify(entry)).join('\n') : undefined;
  stdout.write(`${lines ?? printable(modelsTable(entries))}\n`);
}

/** @returns Whether every file of which a hash is known is as it should be. */
async function verify(model: string, { stdout, stderr, onInterrupt }: Terminal): Promise<boolean> {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const bar = new DownloadBar(stderr);
  try {
    const files = await verifyModel({
      model,
      signal: stop.signal,
      onProgress: (state) => bar.show(state),
    });
    bar.stop();
    for (const { file, state } of files) {
      stdout.write(`${state.replaceAll('-', ' ').padEnd(13)}  ${printable(file)}\n`);
    }
    const isWhole = files.every(({ state }) => state === 'whole' || state === 'no-known-hash');
    if (!isWhole) {
      stderr.write(
        `"models download ${printable(model)}" downloads what is wrong or missing again.\n`,
      );
    }
    return isWhole;
  } finally {
    bar.stop();
  }
}

/** `models`: what models there are, and getting, checking and removing them. */
export function modelsCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const { stdout, stderr } = terminal;
  const reporting = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      if ((await action()) === false) setExitCode(exitCodes.someFailed);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      stderr.write(`${printable(error.message)}\n`);
      setExitCode(error.code === 'cancelled' ? exitCodes.cancelled : exitCodes.someFailed);
    }
  };
  const name = '<model>';
  const meaning = 'id of a model ("models list"), or owner/name of a repository on the hub';
  return new Command('models')
    .description('The models there are, and getting them (docs/models.md).')
    .addCommand(
      new Command('list')
        .description('what comes with the package, what is here, and what can be downloaded')
        .option('--json', 'one JSON object a line')
        .action(({ json = false }: { json?: boolean }) => reporting(() => list(json, terminal))),
    )
    .addCommand(
      new Command('download')
        .description('download what is missing of a model, and print its folder')
        .argument(name, `${meaning}, maybe with @revision`)
        .option('--accept-licence', 'accept the licence of the model')
        .action((model: string, flags: DownloadFlags) =>
          reporting(() => download(model, flags, terminal)),
        ),
    )
    .addCommand(
      new Command('verify')
        .description('read every file of a model and compare its size and hash')
        .argument(name, meaning)
        .action((model: string) => reporting(() => verify(model, terminal))),
    )
    .addCommand(
      new Command('remove')
        .description('remove what was downloaded of a model')
        .argument(name, meaning)
        .action((model: string) =>
          reporting(async () => {
            const stop = new AbortController();
            terminal.onInterrupt(() => stop.abort());
            const freed = await removeModel(model, hubSettings(), {
              signal: stop.signal,
              onWait: () => stderr.write(printable(`Waiting: ${model} is being downloaded\n`)),
            });
            stdout.write(`${bytesText(freed)} freed\n`);
          }),
        ),
    )
    .addCommand(
      new Command('path')
        .description('print the folder of a model that is here')
        .argument(name, meaning)
        .action((model: string) =>
          reporting(async () => {
            stdout.write(`${printable(await modelPath(hubSettings(), model))}\n`);
          }),
        ),
    );
}
