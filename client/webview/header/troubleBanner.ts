import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { PanelAction, PanelState } from '../../src/panel/messages';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';

/** What keeps the panel from going on, and what helps; fires `panel-act`. */
@customElement('trouble-banner')
export class TroubleBanner extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        align-items: center;
        background: var(--vscode-inputValidation-warningBackground);
        border: 1px solid var(--vscode-inputValidation-warningBorder);
        color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        padding: 5px 12px;
      }
      .message {
        flex: 1 1 240px;
      }
      .icon {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];

  @property({ attribute: false }) trouble!: NonNullable<PanelState['trouble']>;

  override render() {
    const { message, canRestart } = this.trouble;
    return html`
      ${icon('warning')}
      <span class="message" role="alert">${message}</span>
      ${canRestart ? this.button('restartServer', l10n.t('Restart Server')) : nothing}
      ${this.button('showLog', l10n.t('Show Log'), canRestart)}
    `;
  }

  private button(action: PanelAction, label: string, isSecondary = false) {
    return html`<vscode-button
      ?secondary=${isSecondary}
      @click=${() => fire<PanelAction>(this, 'panel-act', action)}
      >${label}</vscode-button
    >`;
  }
}
