import * as path from 'node:path';
import { type Disposable, EventEmitter, l10n, Uri } from 'vscode';
import type { ReviewCounts, ReviewedImage } from '../../../server/src/protocol';
import { copyResults } from '../classify/copyResult';
import { ClassificationFailure, toFailure } from '../failure';
import type { Runs, RunView } from '../runs';
import type { Server } from '../server';
import { act, imageActions, runActions, serverActions } from './actions';
import type { PanelContent } from './content';
import type { PanelHandlers } from './dispatcher';
import { imageFile } from './imageFile';
import type { PanelState } from './messages';
import { type ServerTrouble, type Trouble, troubleOf } from './serverTrouble';
import { thumbnail } from './thumbnail';

/** What a panel shows of a run, for as long as there is one. */
export class RunContent implements PanelContent {
  readonly handlers: PanelHandlers;
  private readonly changed = new EventEmitter<void>();
  private readonly rowsChanged = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly onDidChangeRows = this.rowsChanged.event;
  private readonly listeners: Disposable[];
  private reviews: ReviewCounts | undefined;
  /** Why the run could not be asked for. */
  private failure: Trouble | undefined;
  /** As it was told last. */
  private view: RunView | undefined;
  private loading: Promise<void> | undefined;
  /** Reviews are kept one after the other, as a person gave them, also once their page is gone. */
  private reviewing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly run: string,
    private readonly runs: Runs,
    private readonly server: Server,
    private readonly serverTrouble: ServerTrouble,
  ) {
    this.view = runs.get(run);
    this.handlers = this.makeHandlers();
    this.listeners = [
      runs.onDidChange(() => this.onRuns()),
      runs.onDidProgress((progress) => {
        if (progress.run === run && progress.rows.length > 0) this.rowsChanged.fire();
      }),
      serverTrouble.onDidChange(() => this.onServer()),
    ];
  }

  get title(): string {
    return this.folder ? path.basename(this.folder.fsPath) : l10n.t('Results');
  }

  get folder(): Uri | undefined {
    const view = this.runs.get(this.run);
    return view && Uri.file(view.summary.folder);
  }

  load(): Promise<void> {
    this.loading ??= this.ask().finally(() => {
      this.loading = undefined;
      this.changed.fire();
    });
    return this.loading;
  }

  state(address: (file: Uri) => string): PanelState {
    const view = this.runs.get(this.run);
    const { reviews } = this;
    if (!view || !reviews) {
      const trouble = this.serverTrouble.current ?? this.failure ?? this.removed();
      return { kind: 'nothing', trouble };
    }
    const { summary, progress } = view;
    const trouble = this.serverTrouble.current ?? (view.trouble && troubleOf(view.trouble));
    return {
      kind: 'run',
      run: summary,
      ...(progress && { progress }),
      reviews,
      imageBase: address(Uri.file(summary.folder)),
      ...(trouble && { trouble }),
    };
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.changed.dispose();
    this.rowsChanged.dispose();
  }

  private removed(): Trouble {
    const message = l10n.t(
      'This run is not there any more: it was removed. Open another one from the view "Runs", or classify the folder again.',
    );
    return { message, canRestart: false };
  }

  private async ask(): Promise<void> {
    try {
      if (!this.runs.get(this.run)) await this.runs.refresh();
      if (this.runs.get(this.run)) {
        this.runs.readAhead(this.run); // while the page is loading
        this.reviews = await this.runs.reviews(this.run);
      }
      this.failure = undefined;
    } catch (error) {
      this.failure = troubleOf(toFailure(error));
    }
  }

  private onRuns(): void {
    const before = this.view;
    const view = this.runs.get(this.run);
    if (view === before) return;
    this.view = view;
    if (!view) this.reviews = undefined;
    else if (!this.reviews) void this.load();
    if (hasOtherRows(before, view)) this.rowsChanged.fire();
    this.changed.fire();
  }

  /** What could not be had while there was no server can be had of the new one. */
  private onServer(): void {
    this.changed.fire();
    if (this.serverTrouble.current) return;
    if (this.reviews) this.rowsChanged.fire();
    else void this.load();
  }

  private makeHandlers(): PanelHandlers {
    const { run, runs, server } = this;
    const file = (image = ''): Uri => this.file(image);
    return {
      rows: (params, token) => runs.rows({ ...params, run }, token),
      report: () => runs.report(run),
      image: ({ image = '' }, token) => runs.image(run, image, token),
      explain: ({ image = '', labels }, token) => runs.explain(run, image, labels, token),
      thumbnail: async ({ image, size }, token) =>
        thumbnail(server, file(image).toString(), size, token),
      review: ({ reviews }) => this.review(reviews),
      act: async ({ action, image }) =>
        act(action, {
          ...serverActions,
          ...runActions(run),
          ...(image !== undefined && imageActions(file(image))),
          ...(image !== undefined && { copyResult: () => this.copyResult(image) }),
        }),
    };
  }

  private async review(reviews: ReviewedImage[]): Promise<ReviewCounts> {
    const kept = this.reviewing.then(() => this.runs.review(this.run, reviews));
    this.reviewing = kept.catch(() => {});
    this.reviews = await kept;
    this.changed.fire();
    return this.reviews;
  }

  /** @throws ClassificationFailure `run-not-found` once the run is removed. */
  private file(image: string): Uri {
    const { folder } = this;
    if (folder) return imageFile(folder.fsPath, image);
    throw new ClassificationFailure('run-not-found', `There is no run ${this.run}.`);
  }

  /** Without the trace, which is for charts. */
  private async copyResult(image: string): Promise<void> {
    const { samples: _, errors: __, ...result } = await this.runs.image(this.run, image);
    await copyResults([{ ...result, image: this.file(image).toString() }]);
  }
}

function hasOtherRows(one: RunView | undefined, other: RunView | undefined): boolean {
  const { done, failed } = one?.summary.counts ?? {};
  const now = other?.summary.counts;
  return done !== now?.done || failed !== now?.failed;
}
