import type { ReviewedImage, RunRow } from '../../../server/src/protocol';
import type { RowPages } from './rowPages';

/** Images that one review may be about, as the protocol has it. */
const mostSelected = 10_000;

/** The row that keys act on: its place, and its image once the row is here. */
export interface FocusedRow {
  index: number;
  image?: string;
}

/** What a review has to know of an image. */
export interface SelectedImage {
  image: string;
  /** Missing where it failed. */
  predicted?: string;
  /** Its label by review, null where it was skipped; missing where it was not reviewed. */
  reviewed?: string | null;
}

/** Which rows are focused and selected, by their images: places change while a run goes on. */
export class RowSelection {
  private readonly images: Map<string, SelectedImage>;
  /** Where a range begins. */
  private anchor: number;
  private extending: AbortController | undefined;
  /** Rises when a person focuses or selects something. */
  moves = 0;

  constructor(
    private readonly onChange: () => void,
    public focused: FocusedRow,
    selected: readonly SelectedImage[] = [],
  ) {
    this.anchor = focused.index;
    this.images = new Map(selected.map((each) => [each.image, each]));
  }

  has(image: string): boolean {
    return this.images.has(image);
  }

  get selected(): SelectedImage[] {
    return [...this.images.values()];
  }

  /** Focuses a row and selects it alone, as a person wants it. */
  moveTo(index: number, pages: RowPages): void {
    this.moves++;
    this.goTo(index, pages);
  }

  /** The same without that anybody has asked for this row. */
  goTo(index: number, pages: RowPages): void {
    this.anchor = index;
    this.deselect();
    this.focus(index, pages);
    this.onChange();
  }

  /** Focuses a row, and selects it too or takes it out. */
  toggle(index: number, pages: RowPages): void {
    this.moves++;
    this.anchor = index;
    this.extending?.abort();
    const row = pages.at(index);
    const isOut = row && this.images.delete(row.image);
    this.focused = { index, ...(row && { image: row.image }) };
    if (row && !isOut) this.take(row);
    this.onChange();
  }

  /** Focuses a row and selects all from where the range began; rows that are not here are asked for. */
  async extendTo(index: number, pages: RowPages): Promise<void> {
    this.moves++;
    const from = Math.min(this.anchor, index);
    const to = Math.min(Math.max(this.anchor, index) + 1, from + mostSelected);
    this.extending?.abort();
    this.extending = new AbortController();
    const { signal } = this.extending;
    const row = pages.at(index);
    this.focused = { index, ...(row && { image: row.image }) };
    this.onChange();
    const rows = await pages.range(from, to, signal);
    if (signal.aborted) return;
    this.images.clear();
    for (const each of rows) this.take(each);
    this.onChange();
  }

  /** Selects all rows, or as many as a review may be about; the focus stays where it is. */
  async selectAll(pages: RowPages): Promise<void> {
    this.moves++;
    this.extending?.abort();
    this.extending = new AbortController();
    const { signal } = this.extending;
    const rows = await pages.range(0, Math.min(pages.total ?? 0, mostSelected), signal);
    if (signal.aborted) return;
    for (const row of rows) this.take(row);
    this.onChange();
  }

  /** Takes over what has become of the rows that are here: their places, and what is said of them. */
  settle(pages: RowPages): void {
    const { index, image } = this.focused;
    if (image === undefined) {
      this.focus(index, pages);
      return;
    }
    const now = pages.indexOf(image, index);
    if (now !== undefined && now !== index) {
      this.anchor += now - index;
      this.focused = { index: now, image };
    }
    for (const row of pages.here()) if (this.images.has(row.image)) this.take(row);
  }

  /** Takes over what is said of images, also of those whose rows are not here. */
  review(reviews: readonly ReviewedImage[]): void {
    for (const { image, label } of reviews) {
      const known = this.images.get(image);
      if (!known) continue;
      const { reviewed: _, ...unreviewed } = known;
      this.images.set(image, label === undefined ? unreviewed : { ...known, reviewed: label });
    }
  }

  private focus(index: number, pages: RowPages): void {
    const row = pages.at(index);
    this.focused = { index, ...(row && { image: row.image }) };
    if (row) this.take(row);
  }

  private take({ image, result, review }: RunRow): void {
    this.images.set(image, {
      image,
      ...(result && { predicted: result.predicted }),
      ...(review && { reviewed: review.label }),
    });
  }

  private deselect(): void {
    this.extending?.abort();
    this.images.clear();
  }
}
