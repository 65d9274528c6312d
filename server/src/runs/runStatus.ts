import { Failure } from '../failure';
import type { RunProgress, RunRow, RunState, RunSummary, Warning } from '../protocol';
import type { KnownImages } from './knownImages';
import type { Pass } from './pass';
import type { RunProgressRecord } from './runFiles';
import { WorkRate } from './workRate';

/** Warnings that are kept of a run: a model may have one for each of 100,000 labels. */
const mostWarnings = 200;

/** How a run stands that this process works on. */
export class RunStatus {
  state: RunState = 'running';
  failure: RunSummary['failure'];
  ended: string | undefined;
  /** The one that goes on, or the last one. */
  pass: Pick<Pass, 'isListed' | 'redone'> = { isListed: false, redone: 0 };
  /** What has become of images since the last progress. */
  private news: RunRow[] = [];
  private readonly warnings = new Map<string, Warning>();
  private readonly rate = new WorkRate();
  private imagesPerSecond: number | null = null;
  private answered = 0;
  private workSince: number | undefined;

  /** @param secondsBefore of work until now. */
  constructor(
    private readonly run: string,
    private readonly known: KnownImages,
    private secondsBefore: number,
  ) {}

  begin(): void {
    this.state = 'running';
    this.workSince = performance.now();
  }

  halt(): void {
    this.secondsBefore = this.seconds;
    this.workSince = undefined;
  }

  finish(state: RunState, reason?: unknown): void {
    this.state = state;
    this.ended = new Date().toISOString();
    if (state === 'failed') {
      const code = reason instanceof Failure ? reason.code : 'unexpected';
      this.failure = { code, message: (reason as Error).message };
    }
  }

  addRow(row: RunRow): void {
    this.answered += 1;
    this.news.push(row);
  }

  addWarning(warning: Warning): void {
    if (this.warnings.size < mostWarnings) this.warnings.set(warning.message, warning);
  }

  progress(): RunProgress {
    if (this.workSince !== undefined) {
      this.imagesPerSecond = this.rate.mark(this.seconds, this.answered);
    }
    const rows = this.news;
    this.news = [];
    const { counts } = this.known;
    const { isListed, redone } = this.pass;
    const left = counts.total - counts.done - counts.failed + redone;
    const isKnown = isListed && this.imagesPerSecond !== null;
    return {
      run: this.run,
      state: this.state,
      counts: { ...counts },
      isListed,
      imagesPerSecond: this.imagesPerSecond,
      secondsLeft: isKnown ? left / this.imagesPerSecond! : null,
      rows,
    };
  }

  record(): RunProgressRecord {
    const { counts, evaluations, remembered } = this.known;
    return {
      state: this.state,
      counts: { ...counts },
      isListed: this.pass.isListed,
      evaluations,
      remembered,
      seconds: this.seconds,
      ...(this.ended !== undefined && { ended: this.ended }),
      ...(this.failure && { failure: this.failure }),
      ...(this.warnings.size > 0 && { warnings: [...this.warnings.values()] }),
    };
  }

  private get seconds(): number {
    const since = this.workSince === undefined ? 0 : performance.now() - this.workSince;
    return this.secondsBefore + since / 1_000;
  }
}
