/**
 * Does work when it is called for: at once, but never while it is being done, nor more often than
 * once in so many milliseconds. What is called for meanwhile is done once, afterwards.
 */
export class AtMostEvery {
  private isWorking = false;
  private isWanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly work: () => Promise<void>,
  ) {}

  call(): void {
    if (this.isWorking || this.timer !== undefined) this.isWanted = true;
    else void this.begin();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isWanted = false;
  }

  private async begin(): Promise<void> {
    this.isWorking = true;
    this.isWanted = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.again();
    }, this.milliseconds);
    await this.work();
    this.isWorking = false;
    this.again();
  }

  private again(): void {
    if (this.isWanted && !this.isWorking && this.timer === undefined) void this.begin();
  }
}
