import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { FileLock } from '../fileLock';
import type { RunState, Warning } from '../protocol';
import type { RunControl } from './control';
import { type Deferred, deferred } from './deferred';
import type { Journal } from './journal';
import type { KnownImages } from './knownImages';
import { Pass } from './pass';
import type { RunFiles, RunProgressRecord } from './runFiles';
import type { RunPlan } from './runPlan';
import { RunStatus } from './runStatus';

/** Milliseconds between two times that progress is told and kept. */
const beat = 1_000;

/** Warnings that are found anew, where they still hold; others belong to rows, which are kept. */
const ofEachGo: readonly Warning['code'][] = ['not-readable', 'truth-missing'];

export interface GoingRunMeans {
  plan: RunPlan;
  engine: Pick<Engine, 'classifyImages'>;
  files: RunFiles;
  lock: FileLock;
  journal: Journal;
  known: KnownImages;
  /** What was kept of all goes before. */
  before: Pick<RunProgressRecord, 'seconds' | 'warnings'>;
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled.');
}

/** A run that this process works on: from where it is begun or resumed to its end, pauses included. */
export class GoingRun {
  /** Settled when all is written and the lock is free; rejects with what has ended the run early. */
  readonly end: Promise<void>;
  private readonly status: RunStatus;
  private readonly controls = new Set<RunControl>();
  private retry: boolean;
  /** Why work is to stop; `close`: for now, since this process ends. */
  private halt: 'pause' | 'cancel' | 'close' | undefined;
  private stop = new AbortController();
  private rest: Deferred<void> | undefined;
  private readonly pausing = new Set<Deferred<void>>();
  private telling = Promise.resolve();
  private isTelling = false;
  /** What could not be written. */
  private fault: unknown;

  /** @param control of the first who waits for the end, and is to {@link join}. */
  constructor(
    private readonly means: GoingRunMeans,
    control: RunControl,
  ) {
    this.controls.add(control);
    const { plan, known, before } = means;
    this.status = new RunStatus(plan.run, known, before.seconds);
    const ofImages = before.warnings?.filter(({ code }) => !ofEachGo.includes(code)) ?? [];
    for (const warning of [...plan.warnings, ...ofImages]) this.status.addWarning(warning);
    this.retry = control.retry ?? false;
    this.end = this.work();
    this.end.catch(() => {});
  }

  /** Waits for the end with others. @throws as {@link end} does. */
  async join(control: RunControl): Promise<void> {
    const { signal } = control;
    const cancel = (): void => this.haltFor('cancel');
    // Who comes too late to want it does not end it for those who do.
    if (signal?.aborted && !this.controls.has(control)) throw cancelled();
    this.controls.add(control);
    if (signal?.aborted) cancel();
    void this.tell();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await this.end;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Whether it is about to end for having been cancelled or closed. */
  get isEnding(): boolean {
    return this.halt === 'cancel' || this.halt === 'close';
  }

  get isPaused(): boolean {
    return this.halt === 'pause';
  }

  get record(): RunProgressRecord {
    return this.status.record();
  }

  /** Halts within a batch. @returns when work has stopped. */
  async pause(): Promise<void> {
    if (this.rest && this.halt) return;
    const halted = deferred<void>();
    this.pausing.add(halted);
    if (!this.halt) this.haltFor('pause');
    await Promise.race([halted.promise, this.end.catch(() => {})]);
  }

  /** Goes on after a pause. */
  goOn({ retry = false }: RunControl): void {
    this.retry = retry;
    this.halt = undefined;
    this.rest?.resolve();
  }

  /** Gives up for now. @returns when all is written. */
  async close(): Promise<void> {
    this.haltFor('close');
    await this.end.catch(() => {});
  }

  private haltFor(reason: 'pause' | 'cancel' | 'close'): void {
    this.halt = reason;
    this.stop.abort();
    this.rest?.reject(cancelled());
  }

  private async work(): Promise<void> {
    const ticking = setInterval(() => this.tick(), beat);
    let reason: unknown;
    try {
      while (!(await this.isThrough())) await this.untilGoneOn();
      this.status.finish('done');
    } catch (error) {
      reason = error;
      this.status.finish(this.stateAfter(error), error);
    }
    clearInterval(ticking);
    await this.tell();
    await this.means.journal.close().catch((error) => this.fail(error));
    await this.means.lock.release();
    reason ??= this.fault;
    if (reason !== undefined) throw reason;
  }

  /** @returns false where it was to pause. */
  private async isThrough(): Promise<boolean> {
    const stop = new AbortController();
    this.stop = stop;
    if (this.halt) stop.abort();
    const { status } = this;
    const pass = new Pass({
      ...this.means,
      retry: this.retry,
      onRow: (row) => status.addRow(row),
      onWarning: (warning) => status.addWarning(warning),
    });
    status.pass = pass;
    status.begin();
    void this.tell();
    try {
      await pass.run(stop.signal);
      return true;
    } catch (error) {
      if (this.fault !== undefined) throw this.fault;
      if (!stop.signal.aborted) throw error;
      if (this.halt === 'pause' || !this.halt) return false;
      throw cancelled();
    } finally {
      status.halt();
    }
  }

  /** @throws Failure `cancelled` where it is never gone on with. */
  private async untilGoneOn(): Promise<void> {
    if (this.halt) {
      this.rest = deferred<void>();
      this.status.state = 'paused';
      await this.tell();
    }
    for (const halted of this.pausing) halted.resolve();
    this.pausing.clear();
    await this.rest?.promise;
    this.rest = undefined;
  }

  private stateAfter(error: unknown): RunState {
    if (!(error instanceof Failure && error.code === 'cancelled')) return 'failed';
    if (this.halt === 'cancel') return 'cancelled';
    return this.status.state === 'paused' ? 'paused' : 'interrupted';
  }

  private tick(): void {
    if (!this.isTelling) void this.tell();
  }

  /** Tells those who wait, and keeps on disk, how far it is. @returns when that is done. */
  private async tell(): Promise<void> {
    const { journal, files } = this.means;
    this.isTelling = true;
    this.telling = this.telling.then(async () => {
      try {
        const progress = this.status.progress();
        for (const { onProgress } of this.controls) onProgress?.(progress);
        await journal.sync();
        await files.writeProgress(this.record);
      } catch (error) {
        this.fail(error);
      } finally {
        this.isTelling = false;
      }
    });
    await this.telling;
  }

  /** Of what every image to come would meet, too. */
  private fail(error: unknown): void {
    this.fault ??= error;
    this.stop.abort();
    this.rest?.reject(error);
  }
}
