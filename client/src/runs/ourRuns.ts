import { type Disposable, EventEmitter, type LogOutputChannel } from 'vscode';
import type { RunProgress, RunSummary } from '../../../server/src/protocol';
import { type ClassificationFailure, toFailure } from '../failure';
import type { Server } from '../server';
import { OurRun, type SendRun } from './ourRun';
import type { RunList } from './runList';

/** A run that is done, or `failure` says why it is not. */
export interface EndedRun {
  run: string;
  failure?: ClassificationFailure;
}

interface Followed {
  ours: OurRun;
  /** Resolves when the list knows of its end. */
  gone: Promise<void>;
}

/** The runs that this window has asked for and that have not ended; the list hears of them. */
export class OurRuns implements Disposable {
  private readonly byRun = new Map<string, Followed>();
  private readonly progressed = new EventEmitter<RunProgress>();
  private readonly ended = new EventEmitter<EndedRun>();
  readonly onDidProgress = this.progressed.event;
  /** A run is done or has failed: not that a person has halted it. */
  readonly onDidEnd = this.ended.event;

  /** @param summaryOf asks the server for how a run stands */
  constructor(
    private readonly server: Server,
    private readonly list: RunList,
    private readonly summaryOf: (run: string) => Promise<RunSummary>,
    private readonly log: LogOutputChannel,
  ) {}

  get(run: string): OurRun | undefined {
    return this.byRun.get(run)?.ours;
  }

  /** Has a run go on until its end. Resolves to its id once there is an image of it. */
  async follow(send: SendRun): Promise<string> {
    const ours: OurRun = new OurRun(this.server, send, {
      onProgress: (progress) => this.tell(progress, ours),
      onTrouble: (trouble) => this.list.update(ours.run, { trouble }),
    });
    const run = await ours.known;
    const followed = this.get(run);
    if (followed && followed !== ours) {
      // Somebody of this window waits for it already.
      ours.cancel();
      return run;
    }
    this.list.put(await this.summaryOf(run));
    if (this.get(run) === ours) this.list.follow(run);
    return run;
  }

  /** Ends a run; what is done is kept. */
  async cancel(run: string): Promise<void> {
    const followed = this.byRun.get(run);
    followed?.ours.cancel();
    await followed?.gone;
  }

  dispose(): void {
    this.progressed.dispose();
    this.ended.dispose();
  }

  private tell(progress: RunProgress, ours: OurRun): void {
    const { run } = progress;
    if (!this.byRun.has(run)) this.byRun.set(run, { ours, gone: this.untilGone(run, ours) });
    if (this.get(run) !== ours) return;
    this.list.progress(progress);
    this.progressed.fire(progress);
  }

  private async untilGone(run: string, ours: OurRun): Promise<void> {
    const failure = await ours.end.then(
      () => undefined,
      (error) => toFailure(error),
    );
    this.byRun.delete(run);
    const { halt } = ours;
    if (halt) this.list.halt(run, halt);
    try {
      this.list.put(await this.summaryOf(run));
    } catch (error) {
      this.log.warn(`Run ${run}: ${toFailure(error).message}`);
    }
    this.list.end(run, failure && !halt ? { trouble: failure } : {});
    if (halt) return;
    if (failure) this.log.error(`Run ${run}: ${failure.code}: ${failure.message}`);
    // Whoever asked for what never began is told by the rejection.
    if (ours.isKnown) this.ended.fire({ run, ...(failure && { failure }) });
  }
}
