import path from 'node:path';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import { type LockOwner, lockOwner, tryLock } from '../fileLock';
import type { RunRequest, RunRow, RunSummary } from '../protocol';
import type { RunControl } from './control';
import { GoingRun } from './goingRun';
import { Journal } from './journal';
import { KnownImages } from './knownImages';
import { notWritable } from './notWritable';
import { Reviews } from './reviews';
import { rowsInOrder } from './rowsInOrder';
import { RowTable } from './rowTable';
import { noProgress, RunFiles, type RunRecord, runIds, summaryOf } from './runFiles';
import { planRun, type RunPlan } from './runPlan';

/** Raised when what is kept of a run changes its shape. */
const format = 1;

export interface RunsOptions {
  engine: Pick<Engine, 'classifyImages'>;
  /** Absolute path of a cache folder; made where it does not exist. */
  folder: string;
}

function notFound(run: string): Failure {
  return new Failure(
    'run-not-found',
    `There is no run ${run}: list the runs to see which there are.`,
    { run },
  );
}

function inProgress(run: string, owner: Pick<LockOwner, 'pid' | 'host'> | undefined): Failure {
  const { pid, host } = owner ?? {};
  const who = pid === process.pid ? 'this process' : `process ${pid ?? '(unknown)'} on ${host}`;
  return new Failure(
    'run-in-progress',
    `Run ${run} is being worked on by ${who}: wait until it ends, or cancel it there.`,
    { run, pid: String(pid), host: String(host) },
  );
}

/** A run that this process works on. */
interface RunEntry {
  going: GoingRun;
  record: RunRecord;
}

/** The runs of a user: folders of images that are, or were, classified. */
export class Runs {
  private readonly folder: string;
  private readonly going = new Map<string, RunEntry>();
  private readonly beginning = new Map<string, Promise<RunEntry>>();

  constructor(private readonly options: RunsOptions) {
    this.folder = path.join(options.folder, `runs-${format}`);
  }

  /**
   * Classifies the images of a folder, and answers when that has ended. The same request goes on where
   * it ended before: with what is new or has changed, and with images that failed where they are to be
   * retried. Several who ask for the same share the run; whichever cancels it, cancels it for all.
   *
   * @throws Failure `cancelled` when the signal is aborted, with what is done kept; `run-in-progress`;
   *   `folder-not-readable`; what every image would meet.
   */
  async start(request: RunRequest, control: RunControl = {}): Promise<RunSummary> {
    return await this.goOn(await planRun(request), control);
  }

  /**
   * Goes on with a run that has ended in whatever way, or is paused here; joins one that goes on here.
   *
   * @throws Failure as {@link start} does; `run-not-found`, also where its model is another by now.
   */
  async resume(run: string, control: RunControl = {}): Promise<RunSummary> {
    const plan = await planRun(await this.request(run));
    if (plan.run !== run) {
      throw new Failure(
        'run-not-found',
        `Run ${run} cannot be gone on with: its folder or model ${plan.model} is not what it was then. Start a new run of ${plan.folder}.`,
        { run, folder: plan.folder, model: plan.model },
      );
    }
    return await this.goOn(plan, control);
  }

  /** Halts a run that this process works on, within a batch; of another, says how it stands. */
  async pause(run: string): Promise<RunSummary> {
    const found = this.going.get(run);
    if (found) {
      await found.going.pause();
      return summaryOf(run, found.record, found.going.record);
    }
    const summary = await this.summary(run);
    if (summary.state === 'running') throw inProgress(run, await lockOwner(this.files(run).lock));
    return summary;
  }

  /** The newest first. */
  async list(): Promise<RunSummary[]> {
    const summaries = await Promise.all(
      (await runIds(this.folder)).map((run) => this.summaryIfThere(run)),
    );
    return summaries
      .filter((summary) => summary !== undefined)
      .sort((one, other) => (one.began < other.began ? 1 : -1));
  }

  /** @throws Failure `run-not-found`. */
  async summary(run: string): Promise<RunSummary> {
    const summary = await this.summaryIfThere(run);
    if (!summary) throw notFound(run);
    return summary;
  }

  /**
   * What a run was asked for, with all in it that had to be found.
   *
   * @throws Failure `run-not-found`.
   */
  async request(run: string): Promise<RunRecord['request']> {
    const record = this.going.get(run)?.record ?? (await this.files(run).record());
    if (!record) throw notFound(run);
    return record.request;
  }

  /**
   * Forgets a run, its rows and its reviews.
   *
   * @throws Failure `run-not-found`; `run-in-progress`.
   */
  async remove(run: string): Promise<void> {
    const files = this.files(run);
    if (!(await files.record())) throw notFound(run);
    const lock = await tryLock(files.lock);
    if (!lock) throw inProgress(run, await lockOwner(files.lock));
    try {
      await files.remove();
    } finally {
      await lock.release();
    }
  }

  /**
   * The newest row of every image that was still there when the folder was gone through last, in the
   * order of their paths by code unit. Also while the run goes on.
   *
   * @throws Failure `run-not-found`.
   */
  async *rows(run: string): AsyncGenerator<RunRow> {
    const files = this.files(run);
    if (!(await files.record())) throw notFound(run);
    const reviews = new Reviews(files.reviews);
    await reviews.refresh();
    for await (const row of rowsInOrder(files.rows)) yield reviews.joined(row);
  }

  /**
   * The same rows to be looked up in any order, and to be reviewed.
   *
   * @param factsOf what of each row is to be kept in memory.
   */
  table<Facts>(run: string, factsOf: (row: RunRow) => Facts): RowTable<Facts> {
    const files = this.files(run);
    return new RowTable(files.rows, new Reviews(files.reviews), factsOf);
  }

  /** Halts all work; it may be gone on with later. */
  async close(): Promise<void> {
    await Promise.allSettled(this.beginning.values());
    await Promise.all([...this.going.values()].map(({ going }) => going.close()));
  }

  private files(run: string): RunFiles {
    return new RunFiles(this.folder, run);
  }

  private async goOn(plan: RunPlan, control: RunControl): Promise<RunSummary> {
    const { run } = plan;
    const before = this.going.get(run);
    if (before?.going.isEnding) await before.going.end.catch(() => {});
    const beginning = this.beginning.get(run);
    const begun = this.going.get(run) ?? (beginning && (await beginning));
    const { going, record } = begun ?? (await this.begin(plan, control));
    if (going.isPaused) going.goOn(control);
    await going.join(control);
    return summaryOf(run, record, going.record);
  }

  /** Those who ask for the same run while it begins are to share it, too. */
  private async begin(plan: RunPlan, control: RunControl): Promise<RunEntry> {
    const beginning = this.open(plan, control);
    this.beginning.set(plan.run, beginning);
    try {
      return await beginning;
    } finally {
      this.beginning.delete(plan.run);
    }
  }

  private async open(plan: RunPlan, control: RunControl): Promise<RunEntry> {
    const { run, request, folder, labels, model, truth } = plan;
    const files = this.files(run);
    const lock = await tryLock(files.lock).catch((error) => {
      throw notWritable(files.lock, error);
    });
    if (!lock) throw inProgress(run, await lockOwner(files.lock));
    try {
      const began = (await files.record())?.began ?? new Date().toISOString();
      const groundTruth = truth?.kind ?? 'none';
      const record: RunRecord = { request, folder, labels, model, groundTruth, began };
      const labelOf = (image: string): string | undefined => truth?.labelOf(image);
      const { journal, rows } = await Journal.open(files.rows, labelOf);
      await files.writeRecord(record);
      const before = (await files.progress()) ?? noProgress;
      const known = new KnownImages(rows.values());
      const means = { ...this.options, plan, files, lock, journal, known, before };
      const entry = { going: new GoingRun(means, control), record };
      this.going.set(run, entry);
      void entry.going.end.catch(() => {}).then(() => this.going.delete(run));
      return entry;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private async summaryIfThere(run: string): Promise<RunSummary | undefined> {
    const found = this.going.get(run);
    if (found) return summaryOf(run, found.record, found.going.record);
    const files = this.files(run);
    const record = await files.record();
    if (!record) return undefined;
    const progress = (await files.progress()) ?? noProgress;
    const isAlone = progress.state === 'running' && !(await lockOwner(files.lock));
    return summaryOf(run, record, { ...progress, ...(isAlone && { state: 'interrupted' }) });
  }
}
