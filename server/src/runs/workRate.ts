/** Seconds of work that a rate is taken over, and at least needed for one. */
const span = 30;
const atLeast = 1;

/** How fast images are done, over the last half minute of work. */
export class WorkRate {
  private readonly marks: { seconds: number; done: number }[] = [];

  /**
   * @param seconds of work until now, pauses left out.
   * @param done images until now.
   * @returns images a second; null until it is known.
   */
  mark(seconds: number, done: number): number | null {
    while (this.marks.length > 1 && this.marks[1]!.seconds <= seconds - span) this.marks.shift();
    this.marks.push({ seconds, done });
    const first = this.marks[0]!;
    const passed = seconds - first.seconds;
    return passed >= atLeast && done > first.done ? (done - first.done) / passed : null;
  }
}
