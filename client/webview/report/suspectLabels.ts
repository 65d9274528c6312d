import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabelErrors } from '../../../server/src/protocol';
import { countText, errorText, shareText } from '../charts/amounts';
import { linkButton, numbersTable, prose } from '../charts/styles';
import { Asking } from '../detail/pending';
import { failureView, pendingStyle } from '../detail/pendingView';
import { base } from '../styles/base';
import { iconStyle } from '../widgets/icon';
import { imageLink } from './imageLink';

const listedFirst = 10;

/** Images whose right label may be wrong, the most suspicious first; each opens. */
@customElement('suspect-labels')
export class SuspectLabels extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    iconStyle,
    pendingStyle,
    numbersTable,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow: auto;
      }
      td:nth-child(2),
      th:nth-child(2),
      td:nth-child(3),
      th:nth-child(3) {
        text-align: start;
      }
    `,
  ];

  @property({ attribute: false }) suspects?: LabelErrors;
  @state() private isWhole = false;
  private readonly opening = new Asking<null>(this);

  protected override render() {
    const { suspects } = this;
    if (!suspects) return nothing;
    const { images, candidates } = suspects;
    const listed = this.isWhole ? images : images.slice(0, listedFirst);
    return html`
      <h2>${l10n.t('Labels That May Be Wrong')}</h2>
      <p class="muted">
        ${l10n.t('Images that were predicted as another label than they have: {0}. Those that their own label explains worst come first.', countText(candidates))}
      </p>
      ${failureView(this.opening.pending)}
      <div class="scroll">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">${l10n.t('Image')}</th>
              <th scope="col">${l10n.t('Its Label')}</th>
              <th scope="col">${l10n.t('Predicted')}</th>
              <th scope="col">${l10n.t('Probability')}</th>
              <th scope="col">${l10n.t('Margin')}</th>
            </tr>
          </thead>
          <tbody>
            ${listed.map(
              ({ image, truth, predicted, probability, margin }) => html`<tr>
                <th scope="row">${imageLink(image, this.opening)}</th>
                <td>${truth}</td>
                <td>${predicted}</td>
                <td>${probability === null ? '–' : shareText(probability)}</td>
                <td>${margin === null ? '–' : errorText(margin)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        images.length > listed.length
          ? html`<button
              class="link"
              @click=${() => {
                this.isWhole = true;
              }}
            >
              ${l10n.t('Show {0} More', countText(images.length - listed.length))}
            </button>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'suspect-labels': SuspectLabels;
  }
}
