import * as l10n from '@vscode/l10n';
import type { ReviewCounts, ReviewedImage, RunRow } from '../../../server/src/protocol';
import { ask } from '../extension';
import { settings } from '../language';
import type { ReviewAct } from '../review/reviewBar';
import { Reviewer, reviewedRow } from '../review/reviewer';
import { nextUnreviewed } from '../rows/nextUnreviewed';
import { RowPages } from '../rows/rowPages';
import type { RowQuery } from '../rows/rowQuery';
import { RowSelection, type SelectedImage } from '../rows/rowSelection';
import type { SavedResults } from './savedPanel';

const whole = new Intl.NumberFormat(settings.language);

/** The rows of a run as a person sees them: which, in which order, which of them selected and reviewed. */
export class Results {
  pages: RowPages;
  selection: RowSelection;
  readonly reviewer: Reviewer;
  /** Rises with every change. */
  revision = 0;
  /** What a screen reader says next. */
  said = '';
  /** Why the last thing that was asked for did not happen. */
  failure: Error | undefined;
  /** The focused row as it was last seen. */
  row: RunRow | undefined;
  /** What is to be seen, of which the rows may still be on their way. */
  query: RowQuery;
  /** Whether the model gives probabilities, as far as it is known. */
  isCalibrated = true;
  /** Rows that take the place of the others once they are there. */
  private next: RowPages | undefined;
  /** Reviews wait for each other: each goes on to the next image. */
  private acting: Promise<void> = Promise.resolve();

  /**
   * @param onChange hears of every change
   * @param onCounts hears what was reviewed of the run
   * @param onReveal is to bring a row into view
   */
  constructor(
    private readonly onChange: () => void,
    private readonly onCounts: (counts: ReviewCounts) => void,
    private readonly onReveal: (index: number) => void,
    saved: SavedResults | undefined,
  ) {
    this.query = saved?.query ?? {};
    this.pages = this.pagesOf(this.query);
    const focused = saved?.focused ?? { index: 0 };
    this.selection = new RowSelection(() => this.changed(), focused, saved?.selected);
    this.reviewer = new Reviewer(
      (reviews) => ask('review', { reviews }),
      (reviews) => this.showReviewed(reviews),
      saved?.steps,
    );
  }

  /** Shows the rows of another query, from the first, once they have come. */
  show(query: RowQuery): void {
    this.query = query;
    this.next?.stop();
    this.next = this.pagesOf(query);
    this.next.show(0, 0);
    this.changed();
  }

  act(act: Exclude<ReviewAct, 'help'>): void {
    const hasMoved = this.watchMoves();
    this.acting = this.acting.then(async () => {
      try {
        if (act === 'undo') await this.undo();
        // Who has gone elsewhere since did not mean what is selected there.
        else if (!hasMoved()) await this.review(act);
      } catch (error) {
        this.fail(error);
        await this.pages.refresh();
      }
    });
  }

  fail(error: unknown): void {
    this.failure = error as Error;
    this.changed();
  }

  forgetFailure(): void {
    this.failure = undefined;
    this.changed();
  }

  private pagesOf(query: RowQuery): RowPages {
    const pages: RowPages = new RowPages(
      query,
      (params, signal) => ask('rows', params, signal),
      () => {
        if (pages === this.next) this.takeNext(pages);
        if (pages === this.pages) this.changed();
      },
    );
    return pages;
  }

  private takeNext(pages: RowPages): void {
    this.pages.stop();
    this.pages = pages;
    this.next = undefined;
    this.selection = new RowSelection(() => this.changed(), { index: 0 });
    if (pages.total !== undefined)
      this.said = l10n.t('{0} images found', whole.format(pages.total));
  }

  private async review(act: 'accept' | 'skip' | { label: string }): Promise<void> {
    const images = this.selection.selected;
    const reviewed = act === 'accept' ? images.filter(({ predicted }) => predicted) : images;
    if (reviewed.length === 0) {
      if (images.length > 0) this.say(l10n.t('It failed: there is no prediction to accept.'));
      return;
    }
    const hasMoved = this.watchMoves();
    const counts = this.reviewer.review(reviewed, labelBy(act));
    this.say(saidOf(act, reviewed));
    this.count(counts);
    const next = await nextUnreviewed(this.pages, this.selection.focused.index);
    if (next === undefined) this.say(l10n.t('All images are reviewed.'));
    else if (!hasMoved()) this.goTo(next);
    if (this.pages.query.review) await counts.then(() => this.pages.refresh());
  }

  private async undo(): Promise<void> {
    const undone = this.reviewer.undo();
    if (!undone) return;
    const hasMoved = this.watchMoves();
    await undone.counts.then(this.onCounts);
    if (this.pages.query.review) await this.pages.refresh();
    const index = this.pages.indexOf(undone.images[0] ?? '');
    if (index !== undefined && !hasMoved()) this.goTo(index);
    this.say(l10n.t('Taken back: {0}', nameText(undone.images)));
  }

  private count(counts: Promise<ReviewCounts>): void {
    counts.then(this.onCounts, async (error) => {
      this.fail(error);
      await this.pages.refresh();
    });
  }

  private goTo(index: number): void {
    this.selection.goTo(index, this.pages);
    this.onReveal(index);
  }

  /** @returns whether a person has focused or selected something since. */
  private watchMoves(): () => boolean {
    const { selection } = this;
    const { moves } = selection;
    return () => this.selection !== selection || selection.moves !== moves;
  }

  private showReviewed(reviews: ReviewedImage[]): void {
    this.selection.review(reviews);
    const byImage = new Map(reviews.map((review) => [review.image, review]));
    this.pages.change((row) => {
      const review = byImage.get(row.image);
      return review ? reviewedRow(row, review) : row;
    });
  }

  private say(text: string): void {
    this.said = text;
    this.changed();
  }

  private changed(): void {
    this.selection.settle(this.pages);
    const row = this.pages.at(this.selection.focused.index);
    if (row && row.image === this.selection.focused.image) this.row = row;
    if (row?.result) this.isCalibrated = row.result.calibrated;
    this.revision++;
    this.onChange();
  }
}

function labelBy(act: 'accept' | 'skip' | { label: string }) {
  return ({ predicted }: SelectedImage): string | null => {
    if (act === 'skip') return null;
    return act === 'accept' ? (predicted ?? null) : act.label;
  };
}

function saidOf(act: 'accept' | 'skip' | { label: string }, images: SelectedImage[]): string {
  const name = nameText(images.map(({ image }) => image));
  if (act === 'accept') return l10n.t('{0}: accepted', name);
  return act === 'skip' ? l10n.t('{0}: skipped', name) : l10n.t('{0}: {1}', name, act.label);
}

function nameText(images: readonly string[]): string {
  return images.length === 1 ? images[0]! : l10n.t('{0} images', whole.format(images.length));
}
