import { readdirSync, readFileSync } from 'node:fs';

/** Resident megabytes of each process that this one has started; none where there is no /proc. */
function childMegabytes(): number[] {
  try {
    const threads = readdirSync('/proc/self/task');
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return children.map((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1_000;
    });
  } catch {
    return []; // no Linux, or a process that ended just now
  }
}

/** Watches the memory of the processes that this one starts; the largest is the denoiser host. */
export class ChildMemory {
  /** The most that one of them had, in megabytes. */
  peak = 0;
  private readonly timer = setInterval(() => this.look(), 50);

  /** Megabytes of the largest. */
  look(): number {
    const largest = Math.max(0, ...childMegabytes());
    this.peak = Math.max(this.peak, largest);
    return largest;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
