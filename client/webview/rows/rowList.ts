import { LitElement, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { fire } from '../widgets/fire';
import { indexAfterKey } from './keyMoves';
import type { RowPages } from './rowPages';
import type { RowSelection } from './rowSelection';

/** Pixels above and below what is seen in which lines are drawn, too. */
const overscan = 240;
/** Milliseconds without a large scroll until pictures are loaded again. */
const restTime = 120;

/**
 * Rows in lines of one height, of which only those in view are drawn. The list itself has the focus and
 * names the focused row as its active descendant, so that scrolling that row away loses nothing.
 */
export abstract class RowList extends LitElement {
  @property({ attribute: false }) pages!: RowPages;
  @property({ attribute: false }) selection!: RowSelection;
  /** Rises with every change of the two. */
  @property({ type: Number }) revision = 0;
  @property() imageBase = '';
  /** The row that is the first to be seen at the start. */
  @property({ type: Number }) startAt = 0;

  @state() protected top = 0;
  @state() protected width = 0;
  @state() protected height = 0;
  /** Whether more goes by than anybody can see: pictures wait for its end. */
  @state() protected isFlying = false;

  @query('.scroller') protected scroller!: HTMLElement;
  @query('.space') private space!: HTMLElement;
  @query('.lines') private block!: HTMLElement;

  /** Pixels. */
  protected abstract readonly lineHeight: number;
  /** Pixels that a header covers at the top. */
  protected readonly headerHeight: number = 0;
  /** Rows in a line. */
  protected columns = 1;

  private restTimer = 0;
  /** A row that stays where it is on the screen when others come or go above it. */
  private held: { image: string; index: number; line: number } | undefined;
  private readonly sizes = new ResizeObserver(() => this.measure());

  protected get total(): number {
    return this.pages.total ?? 0;
  }

  override focus(): void {
    void this.updateComplete.then(() => this.scroller.focus({ preventScroll: true }));
  }

  /** Scrolls as far as it takes to see the whole row. */
  reveal(index: number): void {
    const top = this.lineOf(index) * this.lineHeight;
    const room = this.height - this.headerHeight - this.lineHeight;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
  }

  override firstUpdated(): void {
    this.sizes.observe(this.scroller);
    this.measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    clearTimeout(this.restTimer);
  }

  override updated(changed: PropertyValues<this>): void {
    const { first, last } = this.drawn();
    const lines = Math.ceil(this.total / this.columns);
    this.space.style.height = `${lines * this.lineHeight}px`;
    this.block.style.transform = `translateY(${first * this.lineHeight}px)`;
    if (this.height === 0) return;
    if (this.startAt > 0 && lines > 0) {
      this.scroller.scrollTop = this.lineOf(this.startAt) * this.lineHeight;
      this.startAt = 0;
    } else if (changed.has('pages') && changed.get('pages')) this.scroller.scrollTop = 0;
    else this.holdStill();
    this.top = this.scroller.scrollTop;
    this.pages.show(first * this.columns, Math.max(0, last * this.columns - 1));
    this.hold();
  }

  /** The lines from `first` up to `last` that are there. */
  protected drawn(): { first: number; last: number } {
    return this.inView(Math.ceil(overscan / this.lineHeight));
  }

  /** The lines from `first` up to `last` that are seen, and `more` on either side. */
  private inView(more: number): { first: number; last: number } {
    const lines = Math.ceil(this.total / this.columns);
    const first = Math.floor(this.top / this.lineHeight) - more;
    const last = Math.ceil((this.top + this.height - this.headerHeight) / this.lineHeight) + more;
    return { first: Math.max(0, Math.min(first, lines)), last: Math.min(lines, last) };
  }

  /** Columns follow from a width. */
  protected measure(): void {
    this.width = this.scroller.clientWidth;
    this.height = this.scroller.clientHeight;
  }

  protected scrolled(): void {
    const { scrollTop } = this.scroller;
    if (Math.abs(scrollTop - this.top) > this.height) {
      this.isFlying = true;
      clearTimeout(this.restTimer);
      this.restTimer = window.setTimeout(() => {
        this.isFlying = false;
      }, restTime);
    }
    this.top = scrollTop;
    fire(this, 'rows-scrolled', this.inView(0).first * this.columns);
  }

  protected clicked(event: MouseEvent): void {
    const index = rowIndexAt(event);
    if (index === undefined) return;
    if (event.shiftKey) void this.selection.extendTo(index, this.pages);
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(index, this.pages);
    else this.selection.moveTo(index, this.pages);
  }

  protected doubleClicked(event: MouseEvent): void {
    if (rowIndexAt(event) !== undefined) fire(this, 'open-detail', undefined);
  }

  protected keyPressed(event: KeyboardEvent): void {
    const { selection, pages } = this;
    const isCommand = event.ctrlKey || event.metaKey;
    const linesInView = Math.floor((this.height - this.headerHeight) / this.lineHeight);
    const to = indexAfterKey(event.key, selection.focused.index, {
      total: this.total,
      columns: this.columns,
      page: Math.max(1, linesInView) * this.columns,
    });
    if (to !== undefined) {
      if (event.shiftKey) void selection.extendTo(to, pages);
      else selection.moveTo(to, pages);
      this.reveal(to);
    } else if (isCommand && event.key === 'a') void selection.selectAll(pages);
    else if (isCommand && event.key === ' ') selection.toggle(selection.focused.index, pages);
    else if (event.key === 'Enter' || event.key === ' ') fire(this, 'open-detail', undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private lineOf(index: number): number {
    return Math.floor(index / this.columns);
  }

  /** The focused row where it is seen, else the first that is. */
  private hold(): void {
    const { first, last } = this.inView(0);
    const { index } = this.selection.focused;
    const isSeen = index >= first * this.columns && index < last * this.columns;
    const held = isSeen ? index : first * this.columns;
    const row = this.pages.at(held);
    const isFree = this.top === 0 && !isSeen;
    this.held =
      row && !isFree ? { image: row.image, index: held, line: this.lineOf(held) } : undefined;
  }

  private holdStill(): void {
    if (!this.held) return;
    const now = this.pages.indexOf(this.held.image, this.held.index);
    if (now === undefined) return;
    const lines = this.lineOf(now) - this.held.line;
    if (lines !== 0) this.scroller.scrollTop += lines * this.lineHeight;
  }
}

function rowIndexAt(event: Event): number | undefined {
  const row = event
    .composedPath()
    .find(
      (target): target is HTMLElement => target instanceof HTMLElement && !!target.dataset.index,
    );
  return row && Number(row.dataset.index);
}
