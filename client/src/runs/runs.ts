import type { Disposable, Event, LogOutputChannel } from 'vscode';
import type {
  ResumeRunParams,
  RunProgress,
  RunReport,
  RunRequest,
} from '../../../server/src/protocol';
import { ClassificationFailure } from '../failure';
import type { Server } from '../server';
import { noImages } from './noImages';
import { type EndedRun, OurRuns } from './ourRuns';
import { RunList } from './runList';
import { RunResults } from './runResults';
import type { RunView } from './runView';

/**
 * The runs there are: those that this window has asked for go on until they are done or a person
 * halts them, through a death of the server, too.
 */
export class Runs extends RunResults implements Disposable {
  private readonly list = new RunList();
  private readonly ours: OurRuns;
  /** The list, or any run in it: four times a second at most. */
  readonly onDidChange: Event<void> = this.list.onDidChange;
  /** With what has become of images, about once a second for each run of ours that goes on. */
  readonly onDidProgress: Event<RunProgress>;
  /** A run of ours is done or has failed: not that a person has halted it. */
  readonly onDidEnd: Event<EndedRun>;

  constructor(server: Server, log: LogOutputChannel) {
    super(server);
    const summaryOf = (run: string) =>
      this.ask((client, { sendRunSummary }) => sendRunSummary(client, run));
    this.ours = new OurRuns(server, this.list, summaryOf, log);
    this.onDidProgress = this.ours.onDidProgress;
    this.onDidEnd = this.ours.onDidEnd;
  }

  /** Those of this window, and all others once they were listed; the newest first. */
  get all(): readonly RunView[] {
    return this.list.all;
  }

  get(run: string): RunView | undefined {
    return this.list.get(run);
  }

  /** Lists them anew. */
  async refresh(): Promise<void> {
    this.list.replace(await this.ask((client, { sendListRuns }) => sendListRuns(client)));
  }

  /**
   * Classifies a folder in the background, or goes on with it where that was begun before. Resolves
   * to the id of the run once there is an image of it.
   */
  async start(request: RunRequest): Promise<string> {
    const run = await this.ours.follow(async (client, token, onProgress) => {
      const { sendClassifyFolder } = await import('./runRequests');
      return sendClassifyFolder(client, request, token, onProgress);
    });
    const summary = this.get(run)?.summary;
    if (summary?.state === 'done' && summary.counts.total === 0) {
      await this.remove(run);
      throw noImages(summary.folder);
    }
    return run;
  }

  /** Goes on with a run in the background; with `retry`, also with images that failed. */
  async resume(run: string, options: Pick<ResumeRunParams, 'retry'> = {}): Promise<void> {
    this.ours.get(run)?.goOn();
    await this.ours.follow(async (client, token, onProgress) => {
      const { sendResumeRun } = await import('./runRequests');
      return sendResumeRun(client, { run, ...options }, token, onProgress);
    });
  }

  /** Halts a run within a batch. */
  async pause(run: string): Promise<void> {
    const ours = this.ours.get(run);
    if (ours?.pause()) return;
    try {
      this.list.put(await this.ask((client, { sendPauseRun }) => sendPauseRun(client, run)));
    } catch (error) {
      ours?.goOn();
      throw error;
    }
  }

  /** Ends a run of this window; what is done is kept. */
  async cancel(run: string): Promise<void> {
    if (!this.ours.get(run)) {
      throw new ClassificationFailure('run-in-progress', `Run ${run} is not of this window.`);
    }
    await this.ours.cancel(run);
  }

  /** Forgets a run and its rows; images and exported files stay. */
  async remove(run: string): Promise<void> {
    await this.ours.cancel(run);
    await this.ask((client, { sendRemoveRun }) => sendRemoveRun(client, run));
    this.list.delete(run);
  }

  /** What it says of right answers is kept in the {@link RunView}. */
  override async report(run: string): Promise<RunReport> {
    const report = await super.report(run);
    const accuracy = report.measured?.accuracy?.share;
    if (accuracy !== undefined) this.list.update(run, { accuracy });
    return report;
  }

  dispose(): void {
    this.ours.dispose();
    this.list.dispose();
  }
}
