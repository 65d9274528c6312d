import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RunRow } from '../../../server/src/protocol';
import { base } from '../styles/base';
import { iconStyle } from '../widgets/icon';
import { gridStyle } from './gridStyle';
import { listStyle } from './listStyle';
import { pictureSource } from './pictureSource';
import { RowList } from './rowList';
import { alertMark, bar, markStyle, reviewMark, truthMark } from './rowMarks';
import './rowPicture';
import { isRight, nameAndFolder, percent, probabilityOf, reviewStateOf } from './rowText';

/** Pixels: a tile is at least so wide. */
const tileWidth = 144;
const gap = 6;

/** Images of a run as pictures, side by side. */
@customElement('row-grid')
export class RowGrid extends RowList {
  static override styles = [base, iconStyle, listStyle, markStyle, gridStyle];

  protected override readonly lineHeight = 182;

  protected override measure(): void {
    super.measure();
    const room = this.width - 20;
    this.columns = Math.max(1, Math.floor((room + gap) / (tileWidth + gap)));
    this.style.setProperty('--columns', String(this.columns));
  }

  override render() {
    const { first, last } = this.drawn();
    const lines = Array.from({ length: last - first }, (_, at) => first + at);
    const { index } = this.selection.focused;
    return html`
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-label=${l10n.t('Images')}
        aria-multiselectable="true"
        aria-rowcount=${Math.ceil(this.total / this.columns)}
        aria-colcount=${this.columns}
        aria-activedescendant=${this.pages.at(index) ? `row-${index}` : nothing}
        @scroll=${this.scrolled}
        @click=${this.clicked}
        @dblclick=${this.doubleClicked}
        @keydown=${this.keyPressed}
      >
        <div class="space" role="presentation">
          <div class="lines" role="rowgroup">
            ${repeat(
              lines,
              (line) => line,
              (line) => this.lineTemplate(line),
            )}
          </div>
        </div>
      </div>
    `;
  }

  private lineTemplate(line: number) {
    const from = line * this.columns;
    const count = Math.min(this.columns, this.total - from);
    return html`<div class="line" role="row" aria-rowindex=${line + 1}>
      ${Array.from({ length: count }, (_, column) => this.tileTemplate(from + column, column))}
    </div>`;
  }

  private tileTemplate(index: number, column: number) {
    const row = this.pages.at(index);
    const isFocused = index === this.selection.focused.index;
    return html`<div
      class="row tile ${isFocused ? 'focused' : ''}"
      role="gridcell"
      id="row-${index}"
      data-index=${index}
      data-image=${row?.image ?? nothing}
      aria-colindex=${column + 1}
      aria-selected=${row ? this.selection.has(row.image) : false}
      aria-busy=${row ? nothing : 'true'}
      title=${row?.image ?? nothing}
    >
      ${row ? this.contentTemplate(row) : html`<div class="pending"></div>`}
    </div>`;
  }

  private contentTemplate(row: RunRow) {
    const { image, result, failure } = row;
    const probability = result && probabilityOf(result);
    const isWrong = isRight(row) === false;
    return html`
      <row-picture
        .image=${this.isFlying ? '' : image}
        .source=${pictureSource(this.imageBase, row)}
      ></row-picture>
      ${probability === undefined ? html`<span></span>` : bar(probability)}
      <div class="line1">
        ${failure ? alertMark('error', failure.message) : nothing}
        ${result?.decided === false ? alertMark('question', l10n.t('Undecided')) : nothing}
        <span class="label">${labelTemplate(row)}</span>
        ${probability === undefined ? nothing : html`<span class="score">${percent(probability)}</span>`}
      </div>
      <div class="line2">
        ${isWrong ? truthMark(row) : html`<span class="name">${nameAndFolder(image).name}</span>`}
      </div>
      ${reviewMark(row)}
    `;
  }
}

/** What was predicted, and what a person said in its place. */
function labelTemplate(row: RunRow) {
  const predicted = row.result?.predicted ?? l10n.t('Failed');
  if (reviewStateOf(row) !== 'corrected') return predicted;
  return html`<b>${row.review?.label}</b> <s>${predicted}</s>`;
}
