import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RunReport } from '../../../server/src/protocol';
import { countText, shareText } from '../charts/amounts';
import { styled } from '../charts/styled';
import { linkButton, prose } from '../charts/styles';
import { base } from '../styles/base';
import { filterRows } from './filterRows';

const listedFirst = 12;

/** How many images each label was predicted for: bars that show their images. */
@customElement('label-histogram')
export class LabelHistogram extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    css`
      :host {
        display: block;
      }
      ul {
        list-style: none;
        margin: 0;
        max-height: 60vh;
        overflow: auto;
        padding: 0;
      }
      .bar {
        align-items: center;
        background: none;
        border: 0;
        border-radius: 3px;
        display: grid;
        gap: 10px;
        grid-template-columns: minmax(80px, 24%) 1fr;
        padding: 2px 4px;
        text-align: start;
        width: 100%;
      }
      .bar:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      .bar:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .length {
        align-items: center;
        display: flex;
        gap: 8px;
      }
      .length::before {
        background: var(--first-colour);
        border-radius: 2px;
        content: '';
        flex: none;
        height: 12px;
        min-width: 1px;
        width: calc((100% - 110px) * var(--share));
      }
      .length {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) predicted: RunReport['predicted'] = [];

  @state() private isWhole = false;

  protected override render() {
    const bars = this.predicted.filter(({ images }) => images > 0);
    const most = bars[0]?.images ?? 1;
    const total = bars.reduce((sum, { images }) => sum + images, 0);
    const listed = this.isWhole ? bars : bars.slice(0, listedFirst);
    return html`
      <ul>
        ${listed.map(
          ({ label, images }) => html`<li>
            <button
              class="bar"
              title=${l10n.t('Show the images that were predicted as {0}', label)}
              @click=${() => filterRows(this, { predicted: label })}
            >
              <span class="name">${label}</span>
              <span class="length number" ${styled({ '--share': String(images / most) })}>
                ${countText(images)}
                <span class="muted">${shareText(images / total)}</span>
              </span>
            </button>
          </li>`,
        )}
      </ul>
      ${
        bars.length > listed.length
          ? html`<button
              class="link"
              @click=${() => {
                this.isWhole = true;
              }}
            >
              ${l10n.t('Show All {0} Labels', countText(bars.length))}
            </button>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'label-histogram': LabelHistogram;
  }
}
