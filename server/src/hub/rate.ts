/** Seconds that the rate is taken over. */
const window = 5;
/** Seconds between two samples at least. */
const grain = 0.1;

/** How fast a download is, over its last seconds. */
export class Rate {
  private readonly samples: { seconds: number; bytes: number }[] = [];
  private bytes = 0;

  /** @param now Seconds. */
  constructor(private readonly now: () => number = () => performance.now() / 1_000) {}

  add(bytes: number): void {
    this.bytes += bytes;
    const seconds = this.now();
    const last = this.samples.at(-1);
    if (last && this.samples.length > 1 && seconds - last.seconds < grain) last.bytes = this.bytes;
    else this.samples.push({ seconds, bytes: this.bytes });
    while (this.samples.length > 2 && this.samples[0]!.seconds < seconds - window) {
      this.samples.shift();
    }
  }

  /** Bytes a second; 0 while nothing is known. */
  get bytesPerSecond(): number {
    const first = this.samples[0];
    const seconds = first === undefined ? 0 : this.now() - first.seconds;
    // Shorter than that, a rate is that of one packet.
    return seconds < 0.2 ? 0 : (this.bytes - first!.bytes) / seconds;
  }
}
