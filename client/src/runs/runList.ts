import { type Disposable, EventEmitter } from 'vscode';
import type { RunProgress, RunState, RunSummary } from '../../../server/src/protocol';
import { coalesce } from '../coalesce';
import type { Halt } from './ourRun';
import type { RunView } from './runView';

/** People see a list change four times a second at most. */
const intervalMs = 250;

/** The runs that are known in this window, and how each stands. */
export class RunList implements Disposable {
  private readonly views = new Map<string, RunView>();
  /** Halted by a person while there was no server, for which they are `interrupted`. */
  private readonly halts = new Map<string, Halt>();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly tell = coalesce(() => this.changed.fire(), intervalMs);

  /** The newest first. */
  get all(): readonly RunView[] {
    return [...this.views.values()].sort(({ summary: one }, { summary: other }) =>
      one.began < other.began ? 1 : -1,
    );
  }

  get(run: string): RunView | undefined {
    return this.views.get(run);
  }

  /** These are all there are; of ours, one may be too new to be among them. */
  replace(summaries: readonly RunSummary[]): void {
    const listed = new Set(summaries.map(({ run }) => run));
    for (const [run, { isOurs }] of this.views) {
      if (!isOurs && !listed.has(run)) this.views.delete(run);
    }
    for (const summary of summaries) this.put(summary);
    this.tell();
  }

  put(summary: RunSummary): void {
    const { run } = summary;
    const state = this.stateOf(summary);
    this.views.set(run, { isOurs: false, ...this.views.get(run), summary: { ...summary, state } });
    this.tell();
  }

  /** From now on it is followed by this window, whatever was before. */
  follow(run: string): void {
    this.halts.delete(run);
    this.change(run, ({ summary, progress }) => ({
      summary,
      ...(progress && { progress }),
      isOurs: true,
    }));
  }

  progress({ rows: _, ...progress }: RunProgress): void {
    const { run, state, counts, isListed } = progress;
    this.change(run, ({ summary }) => ({
      summary: { ...summary, state, counts, isListed },
      progress,
      isOurs: true,
    }));
  }

  /** It is not followed any more. */
  end(run: string, why: Pick<RunView, 'trouble'> = {}): void {
    this.change(run, ({ summary }) => ({ summary, isOurs: false, ...why }));
  }

  /** Ended by a person, and no server knows it. */
  halt(run: string, halt: Halt): void {
    this.halts.set(run, halt);
    this.change(run, ({ summary }) => ({ summary: { ...summary, state: halt }, isOurs: false }));
  }

  update(run: string, what: Pick<RunView, 'trouble'> | Pick<RunView, 'accuracy'>): void {
    this.change(run, (view) => ({ ...view, ...what }));
  }

  delete(run: string): void {
    this.views.delete(run);
    this.tell();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private stateOf({ run, state }: RunSummary): RunState {
    return state === 'interrupted' ? (this.halts.get(run) ?? state) : state;
  }

  private change(run: string, changed: (view: RunView) => RunView): void {
    const view = this.views.get(run);
    if (!view) return;
    this.views.set(run, changed(view));
    this.tell();
  }
}
