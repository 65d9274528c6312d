import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabelResult } from '../../../server/src/protocol';
import { countText, errorText, shareText } from '../charts/amounts';
import { styled } from '../charts/styled';
import { linkButton, numbersTable, prose } from '../charts/styles';
import { base } from '../styles/base';

/** Labels that are listed at first, and that come with each "show more". */
const listedFirst = 12;
const listedMore = 1_000;

/** The labels of a result with their probabilities as bars, or in their order where it has none. */
@customElement('label-posterior')
export class LabelPosterior extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    numbersTable,
    css`
      :host {
        display: block;
      }
      .list {
        max-height: 420px;
        overflow: auto;
      }
      table {
        width: 100%;
      }
      .bar {
        min-width: 60px;
        width: 45%;
      }
      .bar div {
        background: color-mix(in srgb, var(--vscode-foreground) 40%, transparent);
        border-radius: 2px;
        height: 10px;
        min-width: 1px;
      }
      .best .bar div {
        background: var(--first-colour);
      }
      .best th:first-child,
      .best .share {
        font-weight: 600;
      }
      .mark {
        border: 1px solid var(--vscode-descriptionForeground);
        border-radius: 8px;
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        font-weight: normal;
        margin-inline-start: 6px;
        padding: 0 6px;
      }
      @container (max-width: 460px) {
        .detail {
          display: none;
        }
      }
    `,
  ];

  /** Best first. */
  @property({ attribute: false }) labels: readonly LabelResult[] = [];
  @property({ type: Boolean }) calibrated = false;
  /** The right label, where it is known, and the one that a person gave it. */
  @property() truth?: string;
  @property() reviewed?: string;

  @state() private listed = listedFirst;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('labels')) this.listed = listedFirst;
  }

  protected override render() {
    const { labels, calibrated, listed } = this;
    const more = Math.min(listedMore, labels.length - listed);
    return html`
      ${calibrated ? nothing : html`<p class="muted">${l10n.t('This model is not calibrated: its labels have an order, but no probabilities.')}</p>`}
      <div class="list" tabindex=${labels.length > listedFirst ? 0 : -1} role="group" aria-label=${l10n.t('Labels, best first')}>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">${l10n.t('Label')}</th>
              ${
                calibrated
                  ? html`<td></td><th scope="col">${l10n.t('Probability')}</th>`
                  : html`<th scope="col">${l10n.t('Behind the Best')}</th>`
              }
              <th scope="col" class="detail">${l10n.t('Error')}</th>
              <th scope="col" class="detail">${l10n.t('Samples')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.shown().map(({ label, rank }) => this.row(label, rank))}
          </tbody>
        </table>
      </div>
      ${
        more > 0
          ? html`<button
              class="link"
              @click=${() => {
                this.listed += listedMore;
              }}
            >
              ${more === labels.length - listed ? l10n.t('Show All {0} Labels', countText(labels.length)) : l10n.t('Show {0} More Labels', countText(more))}
            </button>`
          : nothing
      }
    `;
  }

  /** The first labels; the right one and the reviewed one even where they come later. */
  private shown(): { label: LabelResult; rank: number }[] {
    return this.labels
      .map((label, index) => ({ label, rank: index + 1 }))
      .filter(
        ({ label: { label }, rank }) =>
          rank <= this.listed || label === this.truth || label === this.reviewed,
      );
  }

  private row({ label, probability, error, samples, margin }: LabelResult, rank: number) {
    return html`<tr class=${rank === 1 ? 'best' : ''}>
      <th scope="row" title=${label}>
        ${this.calibrated ? nothing : html`<span class="muted">${countText(rank)}.</span> `}${label}${this.marks(label)}
      </th>
      ${
        probability === null
          ? html`<td>${rank === 1 ? '' : errorText(margin)}</td>`
          : html`<td class="bar"><div ${styled({ width: `${100 * probability}%` })}></div></td>
              <td class="share">${shareText(probability)}</td>`
      }
      <td class="detail muted">${errorText(error)}</td>
      <td class="detail muted">${countText(samples)}</td>
    </tr>`;
  }

  private marks(label: string) {
    return [
      label === this.truth ? html`<span class="mark">${l10n.t('right label')}</span>` : nothing,
      label === this.reviewed ? html`<span class="mark">${l10n.t('your review')}</span>` : nothing,
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'label-posterior': LabelPosterior;
  }
}
