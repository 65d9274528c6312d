import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabelReport, Share } from '../../../server/src/protocol';
import { countText, shareText } from '../charts/amounts';
import { linkButton, numbersTable, prose } from '../charts/styles';
import { base } from '../styles/base';
import { icon, iconStyle } from '../widgets/icon';
import { type FigureOrder, orderedFigures } from './figureOrder';
import { filterRows } from './filterRows';

/** Rows that there are at first; more make the page slow. */
const listedFirst = 30;

/** Precision, recall and F1 of each label, in an order that one chooses. */
@customElement('label-figures')
export class LabelFigures extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    numbersTable,
    iconStyle,
    css`
      :host {
        display: block;
      }
      .scroll {
        max-height: 60vh;
        overflow: auto;
      }
      thead button {
        align-items: center;
        background: none;
        border: 0;
        display: inline-flex;
        padding: 0;
      }
      thead button:hover {
        color: var(--vscode-foreground);
        text-decoration: underline;
      }
      thead .icon {
        font-size: 12px;
      }
      .interval {
        font-size: 11px;
        margin-inline-start: 6px;
      }
      @container (max-width: 560px) {
        .interval {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) figures: readonly LabelReport[] = [];

  @state() private order: FigureOrder = { by: 'label', isDescending: false };
  @state() private isWhole = false;

  protected override render() {
    const ordered = orderedFigures(this.figures, this.order);
    const listed = this.isWhole ? ordered : ordered.slice(0, listedFirst);
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${l10n.t('Figures of each label')}>
        <table class="numbers">
          <thead>
            <tr>
              ${this.head('label', l10n.t('Label'))} ${this.head('support', l10n.t('Images'))}
              ${this.head('predicted', l10n.t('Predicted'))}
              ${this.head('precision', l10n.t('Precision'))}
              ${this.head('recall', l10n.t('Recall'))} ${this.head('f1', l10n.t('F1'))}
            </tr>
          </thead>
          <tbody>
            ${listed.map((figure) => this.row(figure))}
          </tbody>
        </table>
      </div>
      ${
        ordered.length > listed.length
          ? html`<button
              class="link"
              @click=${() => {
                this.isWhole = true;
              }}
            >
              ${l10n.t('Show All {0} Labels', countText(ordered.length))}
            </button>`
          : nothing
      }
    `;
  }

  private head(by: FigureOrder['by'], text: string) {
    const { order } = this;
    const isChosen = order.by === by;
    const sorted = order.isDescending ? 'descending' : 'ascending';
    return html`<th scope="col" aria-sort=${isChosen ? sorted : 'none'}>
      <button @click=${() => this.orderBy(by)}>
        ${text}${isChosen ? icon(order.isDescending ? 'arrowDown' : 'arrowUp') : nothing}
      </button>
    </th>`;
  }

  /** Again: the other way round. */
  private orderBy(by: FigureOrder['by']): void {
    this.order = { by, isDescending: this.order.by === by && !this.order.isDescending };
  }

  private row({ label, support, predicted, precision, recall, f1 }: LabelReport) {
    return html`<tr>
      <th scope="row">
        <button
          class="link"
          title=${l10n.t('Show the images whose right label is {0}', label)}
          @click=${() => filterRows(this, { truth: label })}
        >
          ${label}
        </button>
      </th>
      <td>${countText(support)}</td>
      <td>${countText(predicted)}</td>
      <td>${this.share(precision)}</td>
      <td>${this.share(recall)}</td>
      <td>${f1 === null ? '–' : shareText(f1)}</td>
    </tr>`;
  }

  private share(share: Share | null) {
    if (!share) return '–';
    const [low, high] = share.interval.map(shareText);
    return html`${shareText(share.share)}<span class="interval muted"
        >${l10n.t('{0} to {1}', low!, high!)}</span
      >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'label-figures': LabelFigures;
  }
}
