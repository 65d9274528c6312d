import type { ReviewCounts, ReviewedImage, RunRow } from '../../../server/src/protocol';
import type { SelectedImage } from '../rows/rowSelection';

/** Reviews that can be taken back, and how many images they may be about all together. */
const mostSteps = 200;
const mostImages = 5_000;

/** What images were said to be before a review: that is how it is taken back. */
export type UndoStep = ReviewedImage[];

/** Says what images are, and takes it back. */
export class Reviewer {
  /**
   * @param ask tells the extension, which keeps reviews in the order that it hears of them: a page
   *   that is hidden has told it all
   * @param change shows it at once, ahead of the answer
   * @param steps those of an earlier page, the newest last
   */
  constructor(
    private readonly ask: (reviews: ReviewedImage[]) => Promise<ReviewCounts>,
    private readonly change: (reviews: ReviewedImage[]) => void,
    readonly steps: UndoStep[] = [],
  ) {}

  /**
   * @param labelOf what an image is; null where it is passed over
   * @returns what there is now of each kind in the run
   * @throws AskFailure nothing was kept, though it shows
   */
  review(
    images: readonly SelectedImage[],
    labelOf: (image: SelectedImage) => string | null,
  ): Promise<ReviewCounts> {
    const step = images.map(({ image, reviewed }) =>
      reviewed === undefined ? { image } : { image, label: reviewed },
    );
    this.steps.push(step);
    this.forgetOldest();
    const reviews = images.map((each) => ({ image: each.image, label: labelOf(each) }));
    return this.tell(reviews, () => this.drop(step));
  }

  /** Takes back the last review; undefined where there is none. */
  undo(): { images: string[]; counts: Promise<ReviewCounts> } | undefined {
    const step = this.steps.pop();
    if (!step) return undefined;
    const counts = this.tell(step, () => this.steps.push(step));
    return { images: step.map(({ image }) => image), counts };
  }

  private tell(reviews: ReviewedImage[], onFailure: () => void): Promise<ReviewCounts> {
    this.change(reviews);
    const counts = this.ask(reviews);
    counts.catch(onFailure);
    return counts;
  }

  private drop(step: UndoStep): void {
    const at = this.steps.indexOf(step);
    if (at >= 0) this.steps.splice(at, 1);
  }

  private forgetOldest(): void {
    const images = () => this.steps.reduce((sum, step) => sum + step.length, 0);
    while (this.steps.length > mostSteps || (this.steps.length > 1 && images() > mostImages)) {
      this.steps.shift();
    }
  }
}

/** The row as it is once it was reviewed. */
export function reviewedRow({ review: _, ...row }: RunRow, { label }: ReviewedImage): RunRow {
  if (label === undefined) return row;
  return { ...row, review: { label, reviewed: new Date().toISOString() } };
}
