/** A batch should be over in this time, so that standings come and a cancel has little to wait for. */
const longestSeconds = 0.5;

/** Doubling the batch has to make each evaluation this much cheaper to be worth the wait. */
const worthwhileGain = 1.05;

/** Batches of a size that are timed before it is judged: the first pays for memory being set aside. */
const timedBatches = 2;

const largest = 4_096;

/**
 * How many evaluations to ask for at a time, found by measurement: doubled while that makes each one
 * cheaper and a batch stays short, halved where a batch takes too long, and kept below what did not
 * fit into memory.
 */
export class BatchSize {
  private size: number;
  private most = largest;
  private isSettled: boolean;
  /** Evaluations a second of the next smaller size, where one was measured. */
  private formerRate = 0;
  private timed: number[] = [];

  /**
   * @param start evaluations of the first batch.
   * @param isFixed whether the size is not to be changed but for want of memory.
   */
  constructor(start: number, isFixed = false) {
    this.size = start;
    this.isSettled = isFixed;
  }

  get evaluations(): number {
    return this.size;
  }

  /** Learns from a batch; those of another size than asked for say nothing. */
  record(evaluations: number, seconds: number): void {
    if (this.isSettled || evaluations !== this.size) return;
    this.timed.push(evaluations / Math.max(seconds, 1e-6));
    if (this.timed.length < timedBatches) return;
    const rate = Math.max(...this.timed);
    const batchSeconds = this.size / rate;
    const isWorthwhile = rate >= this.formerRate * worthwhileGain;
    if (batchSeconds > longestSeconds && this.size > 1) {
      this.most = Math.floor(this.size / 2);
      // The smaller size has been measured where this one was doubled from it.
      this.isSettled = this.formerRate > 0;
      this.resize(this.most);
    } else if (!isWorthwhile) {
      this.isSettled = true;
      this.resize(this.size / 2);
    } else if (2 * this.size > this.most || 2 * batchSeconds > longestSeconds) {
      this.isSettled = true;
    } else {
      this.formerRate = rate;
      this.resize(2 * this.size);
    }
  }

  /** A batch of that many did not fit: begins again with single evaluations, and stays below it. */
  ranOutOfMemory(evaluations: number): void {
    this.most = Math.max(1, Math.floor(evaluations / 2));
    this.isSettled = false;
    this.formerRate = 0;
    this.resize(1);
  }

  private resize(size: number): void {
    this.size = Math.max(1, Math.floor(size));
    this.timed = [];
  }
}
