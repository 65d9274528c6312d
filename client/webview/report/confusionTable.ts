import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Measured } from '../../../server/src/protocol';
import { countText } from '../charts/amounts';
import { hexOf, mixed, readableOn, rgbOf } from '../charts/colours';
import { styled } from '../charts/styled';
import { prose } from '../charts/styles';
import { ThemeController } from '../charts/themeController';
import { base } from '../styles/base';
import { arrowSteps, type Cell, firstCell, imagesAt, nextCell } from './cellMoves';
import { type ConfusionMatrix, confusionMatrix } from './confusionCounts';
import { confusionStyle } from './confusionStyle';
import { filterRows } from './filterRows';

/** The confusion matrix: cells are buttons that show their images, and arrows go from one to the next. */
@customElement('confusion-table')
export class ConfusionTable extends LitElement {
  static override styles = [base, prose, confusionStyle];

  @property({ attribute: false }) measured?: Measured;
  @property({ attribute: false }) labels: readonly string[] = [];

  /** The one cell that Tab goes to: no state, as 40,000 cells need not be rendered when it moves. */
  private at: Cell = [0, 0];
  private matrix: ConfusionMatrix | undefined;
  private readonly themes = new ThemeController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('measured') && !changed.has('labels')) return;
    this.matrix = this.measured && confusionMatrix(this.measured, this.labels);
    if (!this.matrix || imagesAt(this.matrix, this.at) > 0) return;
    this.at = firstCell(this.matrix) ?? [0, 0];
  }

  protected override render() {
    const { matrix } = this;
    if (!matrix) return nothing;
    const { truths, predictions, cutFrom } = matrix;
    return html`
      ${
        cutFrom === undefined
          ? nothing
          : html`<p class="muted">
              ${l10n.t('The {0} of {1} labels with the most mistakes.', countText(truths.length), countText(cutFrom))}
            </p>`
      }
      <div class="scroll">
        <table class=${predictions.length > 14 ? 'many' : ''} @keydown=${this.keyPressed} @focusin=${this.focused} @click=${this.clicked}>
          <caption class="unseen">${l10n.t('Confusion matrix: right labels down, predicted labels across')}</caption>
          <thead>
            <tr>
              <td class="corner">${l10n.t('predicted →')}<br />${l10n.t('right label ↓')}</td>
              ${predictions.map((label) => html`<th scope="col" title=${label}><span>${label}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${truths.map(
              (truth, row) => html`<tr>
                <th scope="row" title=${truth}>${truth}</th>
                ${predictions.map((predicted, column) => this.cell(matrix, truth, predicted, [row, column]))}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  private cell(matrix: ConfusionMatrix, truth: string, predicted: string, [row, column]: Cell) {
    const images = matrix.count(truth, predicted);
    if (images === 0) return html`<td></td>`;
    const support = matrix.support(truth);
    const name = l10n.t(
      '{0} predicted as {1}: {2} of {3} images',
      truth,
      predicted,
      countText(images),
      countText(support),
    );
    const isFocused = row === this.at[0] && column === this.at[1];
    return html`<td>
      <button
        class=${truth === predicted ? 'right' : ''}
        data-cell="${row} ${column}"
        tabindex=${isFocused ? 0 : -1}
        title=${name}
        aria-label=${name}
        ${styled(this.shade(images / support))}
      >
        ${countText(images)}
      </button>
    </td>`;
  }

  /** By square roots, since most confusions are rare; with text that can be read on it. */
  private shade(share: number): Record<string, string> {
    const { first, background } = this.themes.theme;
    const shade = mixed(rgbOf(first), rgbOf(background), 0.9 * Math.sqrt(share));
    return { background: hexOf(shade), color: hexOf(readableOn(shade)) };
  }

  private readonly keyPressed = (event: KeyboardEvent): void => {
    const step = arrowSteps[event.key];
    if (!step || !this.matrix) return;
    event.preventDefault();
    event.stopPropagation();
    const next = nextCell(this.matrix, this.at, step);
    if (next) this.button(next)?.focus();
  };

  private readonly focused = ({ target }: FocusEvent): void => {
    const cell = cellOf(target);
    if (!cell) return;
    this.button(this.at)?.setAttribute('tabindex', '-1');
    this.at = cell;
    this.button(cell)?.setAttribute('tabindex', '0');
  };

  private readonly clicked = ({ target }: MouseEvent): void => {
    const [row, column] = cellOf(target) ?? [];
    const truth = this.matrix?.truths[row ?? -1];
    const predicted = this.matrix?.predictions[column ?? -1];
    if (truth !== undefined && predicted !== undefined) filterRows(this, { truth, predicted });
  };

  private button([row, column]: Cell): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`);
  }
}

function cellOf(target: EventTarget | null): Cell | undefined {
  const [row, column] =
    target instanceof HTMLElement ? (target.dataset.cell?.split(' ').map(Number) ?? []) : [];
  return row === undefined || column === undefined ? undefined : [row, column];
}

declare global {
  interface HTMLElementTagNameMap {
    'confusion-table': ConfusionTable;
  }
}
