import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';

/** Why something did not happen, until it is closed; fires `close-notice`. */
@customElement('notice-bar')
export class NoticeBar extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        align-items: center;
        background: var(--vscode-inputValidation-errorBackground);
        border: 1px solid var(--vscode-inputValidation-errorBorder);
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
        display: flex;
        gap: 10px;
        padding: 4px 12px;
      }
      .message {
        flex: 1;
      }
      button {
        background: none;
        border: 0;
        padding: 2px;
      }
    `,
  ];

  @property() message = '';

  override render() {
    return html`
      ${icon('error')}
      <span class="message" role="alert">${this.message}</span>
      <button
        aria-label=${l10n.t('Close')}
        title=${l10n.t('Close')}
        @click=${() => fire(this, 'close-notice', undefined)}
      >
        ${icon('close')}
      </button>
    `;
  }
}
