import { SingleBar } from 'cli-progress';
import { countText } from './quantities';
import type { Terminal } from './terminal';

/** How many of so many images are done: a bar on a terminal, nothing elsewhere. */
export class CountBar {
  private readonly bar: SingleBar;

  constructor({ stderr }: Pick<Terminal, 'stderr'>, waiting: string) {
    this.bar = new SingleBar({
      format: '{bar} {percentage}%  {amount}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: stderr,
      noTTYOutput: false,
    });
    if (stderr.isTTY) this.bar.start(1, 0, { amount: waiting });
  }

  show(done: number, total: number): void {
    this.bar.setTotal(Math.max(1, total));
    this.bar.update(done, { amount: `${countText(done)} of ${countText(total)}` });
  }

  stop(): void {
    this.bar.stop();
  }
}
