import { SingleBar } from 'cli-progress';
import type { DownloadState } from '../protocol';
import { bytesText, durationText } from './quantities';
import { printable, type Terminal } from './terminal';

function amount({ done, total, bytesPerSecond, secondsLeft, file }: DownloadState): string {
  const parts = [`${bytesText(done)} of ${bytesText(total)}`];
  if (bytesPerSecond > 0) parts.push(`${bytesText(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(`${durationText(secondsLeft)} left`);
  return printable([...parts, file].join('  '));
}

/** Shows how far the files of a model are, and what is waited for. */
export class DownloadBar {
  private readonly bar: SingleBar;

  constructor(private readonly stderr: Terminal['stderr']) {
    this.bar = new SingleBar({
      format: '{bar} {percentage}%  {amount}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: stderr,
      noTTYOutput: false,
    });
    if (stderr.isTTY) this.bar.start(1, 0, { amount: '' });
  }

  show(state: DownloadState): void {
    this.bar.setTotal(Math.max(1, state.total));
    this.bar.update(state.done, { amount: amount(state) });
  }

  /** What takes long and brings no bytes: in the bar on a terminal, as a line elsewhere. */
  note(text: string): void {
    if (this.stderr.isTTY) this.bar.update({ amount: printable(text) });
    else this.stderr.write(`${printable(text)}\n`);
  }

  stop(): void {
    this.bar.stop();
  }
}
