import { Failure } from '../failure';
import { downloadModel } from '../hub';
import { DownloadBar } from './downloadBar';
import { printable, type Terminal } from './terminal';

export interface DownloadFlags {
  acceptLicence?: boolean;
}

/**
 * Shows the licence and has it accepted: by the flag, or by whoever sits at the terminal.
 *
 * @throws Failure `licence-not-accepted`.
 */
async function acceptedLicence(
  failure: Failure,
  { acceptLicence }: DownloadFlags,
  { stderr, ask }: Terminal,
): Promise<string> {
  const { model = '', licence = '', url = '' } = failure.details;
  stderr.write(printable(`${model} comes under the licence "${licence}": ${url}\n`));
  if (acceptLicence) return licence;
  const answer = await ask?.('Do you accept it? [y/N] ');
  if (answer !== undefined && /^\s*y(es)?\s*$/i.test(answer)) return licence;
  throw new Failure(
    failure.code,
    'Nothing was downloaded: read the licence, and accept it with --accept-licence.',
    failure.details,
  );
}

/** `models download`: prints the folder of the model. */
export async function download(
  model: string,
  flags: DownloadFlags,
  terminal: Terminal,
): Promise<void> {
  const { stdout, stderr, onInterrupt } = terminal;
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const attempt = async (acceptLicence?: string): Promise<string> => {
    const bar = new DownloadBar(stderr);
    try {
      return await downloadModel({
        model,
        acceptLicence,
        signal: stop.signal,
        onProgress: (state) => bar.show(state),
        onNote: (note) => bar.note(note),
      });
    } finally {
      bar.stop();
    }
  };
  // Again where the hub names another licence than the catalogue, which is known before.
  const onceAccepted = async (error: unknown): Promise<string> => {
    if (!(error instanceof Failure) || error.code !== 'licence-not-accepted') throw error;
    return await attempt(await acceptedLicence(error, flags, terminal)).catch(onceAccepted);
  };
  const folder = await attempt().catch(onceAccepted);
  stdout.write(`${printable(folder)}\n`);
}
