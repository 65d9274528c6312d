import { SingleBar } from 'cli-progress';
import type { Step } from '../engine';
import { printable, type Terminal } from './terminal';

/** How far work on several images is: those done, and the share of the one at hand. */
export class ImagesProgress {
  private readonly bar: SingleBar;

  constructor(
    { stderr }: Terminal,
    private readonly images: number,
  ) {
    this.bar = new SingleBar({
      format: '{bar} {percentage}%  {eta_formatted} left  {image} of {images}  {file}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: stderr,
      noTTYOutput: false,
    });
    if (stderr.isTTY) this.bar.start(images, 0, { image: 1, images, file: '' });
  }

  /** @param index of the image, from 0. */
  show(index: number, file: string, { name, done, total }: Step): void {
    const share = name === 'evaluating' ? done / total : 0;
    this.bar.update(index + share, {
      image: index + 1,
      images: this.images,
      file: printable(file),
    });
  }

  stop(): void {
    this.bar.stop();
  }
}
