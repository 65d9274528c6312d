import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { RunSummary } from '../../../server/src/protocol';
import '../rows/rowGrid';
import type { RowList } from '../rows/rowList';
import { orderedBy, type RowOrder, setFilters, withoutFilters } from '../rows/rowQuery';
import '../rows/rowTable';
import { tableColumns } from '../rows/tableColumns';
import { base } from '../styles/base';
import { emptyText } from './emptyText';
import type { Results } from './results';

/** The rows of a run as a grid or as a table, or why there are none. */
@customElement('row-views')
export class RowViews extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
      }
      .empty {
        align-items: center;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-direction: column;
        gap: 10px;
        left: 16px;
        position: absolute;
        right: 16px;
        text-align: center;
        top: 72px;
      }
    `,
  ];

  @property() view: 'grid' | 'table' = 'grid';
  @property({ attribute: false }) results!: Results;
  /** Rises with every change of the results. */
  @property({ type: Number }) revision = 0;
  @property({ attribute: false }) run!: RunSummary;
  @property() imageBase = '';
  /** The row that is the first to be seen at the start. */
  @property({ type: Number }) startAt = 0;

  @query('row-grid, row-table') private list!: RowList;

  override focus(): void {
    void this.updateComplete.then(() => this.list.focus());
  }

  reveal(index: number): void {
    void this.updateComplete.then(() => this.list.reveal(index));
  }

  override render() {
    const empty = emptyText(this.results.pages, this.run.state);
    return html`
      ${this.view === 'grid' ? this.gridTemplate() : this.tableTemplate()}
      ${empty === undefined ? nothing : this.emptyTemplate(empty)}
    `;
  }

  private gridTemplate() {
    const { pages, selection } = this.results;
    return html`<row-grid
      .pages=${pages}
      .selection=${selection}
      .revision=${this.revision}
      .imageBase=${this.imageBase}
      .startAt=${this.startAt}
    ></row-grid>`;
  }

  private tableTemplate() {
    const { pages, selection, isCalibrated } = this.results;
    return html`<row-table
      .pages=${pages}
      .selection=${selection}
      .revision=${this.revision}
      .imageBase=${this.imageBase}
      .startAt=${this.startAt}
      .tableColumns=${tableColumns(this.run, isCalibrated)}
      @order-rows=${this.order}
    ></row-table>`;
  }

  private emptyTemplate(text: string) {
    const { pages } = this.results;
    if (pages.failure) {
      return html`<div class="empty" role="alert">
        <span>${text}</span>
        <vscode-button secondary @click=${() => pages.refresh()}>${l10n.t('Try Again')}</vscode-button>
      </div>`;
    }
    const clear = () => this.results.show(withoutFilters(pages.query));
    return html`<div class="empty">
      <span>${text}</span>
      ${
        setFilters(pages.query).length > 0
          ? html`<vscode-button secondary @click=${clear}>${l10n.t('Clear Filters')}</vscode-button>`
          : nothing
      }
    </div>`;
  }

  private order({ detail }: CustomEvent<RowOrder>): void {
    this.results.show(orderedBy(this.results.query, detail));
  }
}
