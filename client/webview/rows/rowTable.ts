import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RunRow } from '../../../server/src/protocol';
import { settings } from '../language';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';
import { listStyle } from './listStyle';
import { pictureSource } from './pictureSource';
import { RowList } from './rowList';
import { alertMark, bar, markStyle, reviewIcon, truthMark } from './rowMarks';
import './rowPicture';
import { marginText, nameAndFolder, percent, probabilityOf, reviewText } from './rowText';
import type { ColumnName, TableColumn } from './tableColumns';
import { tableStyle } from './tableStyle';

/** Pixels that a column has at least, and its share of those to spare. */
const widths: Record<ColumnName, readonly [least: number, share: number]> = {
  image: [180, 2.4],
  predicted: [96, 1.4],
  probability: [96, 1],
  margin: [56, 0.5],
  evaluations: [76, 0.6],
  truth: [96, 1.2],
  review: [104, 1.2],
};
/** Pixels between columns, and at both ends of a row. */
const columnGap = 12;

const whole = new Intl.NumberFormat(settings.language);

/** Images of a run as rows of a table. */
@customElement('row-table')
export class RowTable extends RowList {
  static override styles = [base, iconStyle, listStyle, markStyle, tableStyle];

  @property({ attribute: false }) tableColumns: TableColumn[] = [];

  protected override readonly lineHeight = 24;
  protected override readonly headerHeight = 26;

  override willUpdate(): void {
    const columns = this.tableColumns.map(({ name }) => widths[name]);
    const tracks = columns.map(([least, share]) => `minmax(${least}px, ${share}fr)`);
    const least = columns.reduce((sum, [each]) => sum + each + columnGap, columnGap);
    this.style.setProperty('--tracks', tracks.join(' '));
    this.style.setProperty('--least', `${least}px`);
  }

  override render() {
    const { first, last } = this.drawn();
    const indices = Array.from({ length: last - first }, (_, at) => first + at);
    const { index } = this.selection.focused;
    return html`
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-label=${l10n.t('Images')}
        aria-multiselectable="true"
        aria-rowcount=${this.total + 1}
        aria-colcount=${this.tableColumns.length}
        aria-activedescendant=${this.pages.at(index) ? `row-${index}` : nothing}
        @scroll=${this.scrolled}
        @click=${this.clicked}
        @dblclick=${this.doubleClicked}
        @keydown=${this.keyPressed}
      >
        <div class="head" role="row" aria-rowindex="1">
          ${this.tableColumns.map((column) => this.headerTemplate(column))}
        </div>
        <div class="space" role="presentation">
          <div class="lines" role="rowgroup">
            ${repeat(
              indices,
              (at) => at,
              (at) => this.rowTemplate(at),
            )}
          </div>
        </div>
      </div>
    `;
  }

  private headerTemplate({ title, order, isNumber }: TableColumn) {
    const { order: current = 'path', descending = false } = this.pages.query;
    const isSorted = order === current;
    const sorted = descending ? 'descending' : 'ascending';
    const place = isNumber ? 'cell number' : 'cell';
    if (!order)
      return html`<div class=${place} role="columnheader"><span class="plain">${title}</span></div>`;
    return html`<div
      class=${place}
      role="columnheader"
      aria-sort=${isSorted ? sorted : 'none'}
    >
      <button tabindex="-1" @click=${() => fire(this, 'order-rows', order)}>
        ${title}${isSorted ? icon(descending ? 'arrowDown' : 'arrowUp') : nothing}
      </button>
    </div>`;
  }

  private rowTemplate(index: number) {
    const row = this.pages.at(index);
    const isFocused = index === this.selection.focused.index;
    return html`<div
      class="row ${isFocused ? 'focused' : ''}"
      role="row"
      id="row-${index}"
      data-index=${index}
      data-image=${row?.image ?? nothing}
      aria-rowindex=${index + 2}
      aria-selected=${row ? this.selection.has(row.image) : false}
      aria-busy=${row ? nothing : 'true'}
    >
      ${this.tableColumns.map(
        ({ name, isNumber }) =>
          html`<div class="cell ${name} ${isNumber ? 'number' : ''}" role="gridcell">
            ${row ? this.cells[name](row) : html`<div class="pending"></div>`}
          </div>`,
      )}
    </div>`;
  }

  private readonly cells: Record<ColumnName, (row: RunRow) => TemplateResult | typeof nothing> = {
    image: (row) => {
      const { name, folder } = nameAndFolder(row.image);
      return html`<row-picture
          small
          size="64"
          .image=${this.isFlying ? '' : row.image}
          .source=${pictureSource(this.imageBase, row)}
        ></row-picture>
        <span class="text" title=${row.image}>${name}</span>
        <span class="text folder">${folder}</span>`;
    },
    predicted: ({ result, failure }) => {
      if (!result) {
        return html`${alertMark('error', l10n.t('Failed'))}
          <span class="text failure" title=${failure?.message ?? nothing}>${failure?.message}</span>`;
      }
      return html`<span class="text" title=${result.predicted}>${result.predicted}</span>
        ${result.decided === false ? alertMark('question', l10n.t('Undecided')) : nothing}`;
    },
    probability: ({ result }) => {
      const probability = result && probabilityOf(result);
      if (probability === undefined) return nothing;
      return html`<span class="text">${percent(probability)}</span>${bar(probability)}`;
    },
    margin: ({ result }) => (result ? text(marginText(result)) : nothing),
    evaluations: ({ result }) => (result ? text(whole.format(result.evaluations)) : nothing),
    truth: (row) => truthMark(row),
    review: (row) =>
      row.review ? html`${reviewIcon(row)}<span class="text">${reviewText(row)}</span>` : nothing,
  };
}

function text(content: string): TemplateResult {
  return html`<span class="text">${content}</span>`;
}
