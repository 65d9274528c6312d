import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { PanelAction } from '../../src/panel/messages';
import { ask, savedResults } from '../extension';
import '../filters/filterBar';
import '../header/runHeader';
import type { RunPanelState } from '../header/runTexts';
import { settings } from '../language';
import type { FilterRows } from '../report/filterRows';
import '../review/keyboardHelp';
import type { KeyboardHelp } from '../review/keyboardHelp';
import '../review/reviewBar';
import type { ReviewAct, ReviewBar } from '../review/reviewBar';
import { reviewActOf } from '../review/reviewKeys';
import { type RowQuery, withFilters, withoutFilters } from '../rows/rowQuery';
import { base } from '../styles/base';
import '../widgets/paneSash';
import './detailPane';
import type { DetailPane } from './detailPane';
import './noticeBar';
import { Results } from './results';
import { resultsStyle } from './resultsStyle';
import './rowViews';
import type { RowViews } from './rowViews';
import type { SavedResults, View } from './savedPanel';
import { Saver } from './saver';
import './viewTabs';

const whole = new Intl.NumberFormat(settings.language);
/** The results of a run: its progress, its rows in one of several views, one image, and its review. */
@customElement('run-results')
export class RunResults extends LitElement {
  static override styles = [base, resultsStyle];

  @property({ attribute: false }) state!: RunPanelState;
  /** Rises when rows may be others than before. */
  @property({ type: Number }) rowsVersion = 0;

  @state() private view: View;
  @state() private detail: SavedResults['detail'];
  @state() private revision = 0;

  @query('row-views') private list!: RowViews | null;
  @query('detail-pane') private pane!: DetailPane | null;
  @query('review-bar') private bar!: ReviewBar | null;
  @query('keyboard-help') private help!: KeyboardHelp;

  private readonly results: Results;
  /** The first row in view, and the one that a list begins with. */
  private first: number;
  private startAt: number;
  /** The list that a filter of the report leads to. */
  private listView: 'grid' | 'table';
  private readonly saver = new Saver();

  constructor() {
    super();
    const saved = savedResults();
    this.view = saved?.view ?? 'grid';
    this.listView = this.view === 'report' ? 'grid' : this.view;
    this.detail = saved?.detail ?? { isOpen: false, width: 420 };
    this.first = saved?.first ?? 0;
    this.startAt = this.first;
    this.results = new Results(
      () => {
        this.revision = this.results.revision;
      },
      (reviews) => {
        this.state = { ...this.state, reviews };
      },
      (index) => void this.updateComplete.then(() => this.list?.reveal(index)),
      saved,
    );
    this.addEventListener('keydown', this.keyPressed);
  }

  override focus(): void {
    void this.updateComplete.then(() => this.list?.focus());
  }

  async showExplanation(): Promise<void> {
    this.detail = { ...this.detail, isOpen: true };
    await this.updateComplete;
    await this.pane?.explain();
  }

  override firstUpdated(): void {
    if (document.hasFocus()) this.list?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rowsVersion') && this.rowsVersion > 0) void this.results.pages.refresh();
    if (this.view === 'report') void import('../report/runReport');
  }

  override updated(): void {
    this.style.setProperty('--detail-width', `${this.detail.width}px`);
    const { view, first, detail } = this;
    this.saver.later(this.results, { view, first, detail });
  }

  override render() {
    const { results, state } = this;
    return html`
      <run-header .state=${state} @panel-act=${this.act}></run-header>
      ${
        results.failure
          ? html`<notice-bar
            .message=${results.failure.message}
            @close-notice=${() => results.forgetFailure()}
          ></notice-bar>`
          : nothing
      }
      <div class="bar">
        <view-tabs .view=${this.view} @show-view=${this.showView}></view-tabs>
        ${this.view === 'report' ? nothing : this.filterTemplate()}
      </div>
      <div class="body">
        <div class="main" role="tabpanel">
          ${this.view === 'report' ? this.reportTemplate() : this.listTemplate(this.view)}
        </div>
        ${this.detail.isOpen && this.view !== 'report' ? this.detailTemplate() : nothing}
      </div>
      ${this.view === 'report' ? nothing : this.reviewTemplate()}
      <div class="unseen" aria-live="polite">${results.said}</div>
      <keyboard-help></keyboard-help>
    `;
  }

  private filterTemplate() {
    const { query, isCalibrated, pages } = this.results;
    const { total } = pages;
    return html`
      <filter-bar
        .query=${query}
        .run=${this.state.run}
        ?calibrated=${isCalibrated}
        @query-rows=${({ detail }: CustomEvent<RowQuery>) => this.results.show(detail)}
      ></filter-bar>
      <span class="found">
        ${total === undefined ? nothing : l10n.t('{0} images', whole.format(total))}
      </span>
    `;
  }

  private listTemplate(view: 'grid' | 'table') {
    return html`<row-views
      .view=${view}
      .results=${this.results}
      .revision=${this.revision}
      .run=${this.state.run}
      .imageBase=${this.state.imageBase}
      .startAt=${this.startAt}
      @open-detail=${this.toggleDetail}
      @rows-scrolled=${this.scrolled}
    ></row-views>`;
  }

  private reportTemplate() {
    return html`<run-report
      class="report"
      .run=${this.state.run}
      .version=${this.rowsVersion}
      @filter-rows=${this.filterRows}
    ></run-report>`;
  }

  private detailTemplate() {
    return html`
      <pane-sash
        .width=${this.detail.width}
        .most=${0.7 * this.clientWidth}
        @resize-pane=${({ detail: width }: CustomEvent<number>) => {
          this.detail = { ...this.detail, width };
        }}
      ></pane-sash>
      <detail-pane
        .row=${this.results.row}
        .labels=${this.state.run.labels}
        .imageBase=${this.state.imageBase}
        @image-act=${this.act}
        @close-detail=${this.toggleDetail}
      ></detail-pane>
    `;
  }

  private reviewTemplate() {
    const { run, progress, reviews } = this.state;
    const { done, failed } = progress?.counts ?? run.counts;
    const reviewed = reviews.accepted + reviews.corrected + reviews.skipped;
    return html`<review-bar
      .labels=${run.labels}
      .counts=${reviews}
      .left=${Math.max(0, done + failed - reviewed)}
      .selected=${this.results.selection.selected.length}
      ?undoable=${this.results.reviewer.steps.length > 0}
      @review-act=${({ detail }: CustomEvent<ReviewAct>) => this.review(detail)}
    ></review-bar>`;
  }

  private keyPressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.view === 'report' || isTyping(event)) return;
    if (event.key === 'Escape' && this.detail.isOpen) {
      this.toggleDetail();
      return;
    }
    const act = reviewActOf(event, this.state.run.labels);
    if (act === undefined) return;
    event.preventDefault();
    if (act === 'choose') this.bar?.chooseLabel();
    else this.review(act);
  }

  private review(act: ReviewAct): void {
    if (act === 'help') this.help.show();
    else {
      this.results.act(act);
      this.list?.focus();
    }
  }

  private showView({ detail: view }: CustomEvent<View>): void {
    if (view !== 'report') this.listView = view;
    this.startAt = this.first;
    this.view = view;
  }

  private filterRows({ detail }: CustomEvent<FilterRows>): void {
    this.first = 0;
    this.startAt = 0;
    this.view = this.listView;
    this.results.show(withFilters(withoutFilters(this.results.query), detail));
    this.focus();
  }

  private scrolled({ detail }: CustomEvent<number>): void {
    this.first = detail;
    this.requestUpdate();
  }

  private toggleDetail(): void {
    this.detail = { ...this.detail, isOpen: !this.detail.isOpen };
    this.list?.focus();
  }

  private act({ detail: action, type }: CustomEvent<PanelAction>): void {
    const image = type === 'image-act' ? this.results.row?.image : undefined;
    ask('act', { action, ...(image !== undefined && { image }) }).catch((error) =>
      this.results.fail(error),
    );
  }
}

/** Whether the key is meant for a field: in a list of choices, letters find one. */
function isTyping(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some((target) => target instanceof HTMLInputElement || target instanceof HTMLSelectElement);
}
