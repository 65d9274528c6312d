import { SingleBar } from 'cli-progress';
import type { RunProgress } from '../protocol';
import { countText, durationText } from './quantities';
import { printable, type Terminal } from './terminal';

/** "812 of 2,000  14.2 images/s  2 min left  3 failed". */
function amount(progress: RunProgress): string {
  const { counts, isListed, imagesPerSecond, secondsLeft } = progress;
  const parts = [
    `${countText(counts.done)} of ${countText(counts.total)}${isListed ? '' : ' or more'}`,
  ];
  if (imagesPerSecond !== null) parts.push(`${imagesPerSecond.toPrecision(3)} images/s`);
  if (secondsLeft !== null && isListed) parts.push(`${durationText(secondsLeft)} left`);
  if (counts.failed > 0) parts.push(`${countText(counts.failed)} failed`);
  return parts.join('  ');
}

/** Milliseconds between two lines where there is no terminal. */
const betweenLines = 30_000;

/** How far a run is: a bar on a terminal, a line now and then elsewhere. */
export class RunBar {
  private readonly bar: SingleBar;
  private said = performance.now();

  constructor(private readonly terminal: Pick<Terminal, 'stderr'>) {
    const { stderr } = terminal;
    this.bar = new SingleBar({
      format: '{bar} {percentage}%  {amount}  {newest}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: stderr,
      noTTYOutput: false,
    });
    if (stderr.isTTY) this.bar.start(1, 0, { amount: 'looking for images', newest: '' });
  }

  show(progress: RunProgress): void {
    this.sayNowAndThen(progress);
    const { total, done, failed } = progress.counts;
    this.bar.setTotal(Math.max(1, total));
    const newest = progress.rows.at(-1)?.image;
    this.bar.update(done + failed, {
      amount: amount(progress),
      ...(newest !== undefined && { newest: printable(newest) }),
    });
  }

  private sayNowAndThen(progress: RunProgress): void {
    const { stderr } = this.terminal;
    if (stderr.isTTY || performance.now() - this.said < betweenLines) return;
    this.said = performance.now();
    stderr.write(`${amount(progress)}\n`);
  }

  stop(): void {
    this.bar.stop();
  }
}
