import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { base } from '../styles/base';

/** What the keys do, over everything else until it is closed. */
@customElement('keyboard-help')
export class KeyboardHelp extends LitElement {
  static override styles = [
    base,
    css`
      dialog {
        background: var(--vscode-editorWidget-background);
        border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
        border-radius: var(--vscode-cornerRadius-large, 6px);
        box-shadow: 0 4px 16px var(--vscode-widget-shadow);
        color: var(--vscode-editorWidget-foreground);
        max-height: 90vh;
        max-width: 90vw;
        overflow: auto;
        padding: 16px 20px;
        width: 440px;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 30%);
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
        margin: 0 0 12px;
      }
      dl {
        align-items: baseline;
        display: grid;
        gap: 6px 14px;
        grid-template-columns: max-content 1fr;
        margin: 0 0 14px;
      }
      dt {
        display: flex;
        gap: 3px;
        justify-content: flex-end;
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render() {
    const command = /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl';
    const keys: [string[], string][] = [
      [['←', '→', '↑', '↓'], l10n.t('Go to another image')],
      [['Shift', '↓'], l10n.t('Select several images')],
      [[command, 'A'], l10n.t('Select all images, 10,000 at most')],
      [['Enter'], l10n.t('Show or hide the details of an image')],
      [['1', '…', '9'], l10n.t('Give the label of that number to the selected images')],
      [['0'], l10n.t('Choose or type another label')],
      [['A'], l10n.t('Accept the prediction')],
      [['S'], l10n.t('Skip')],
      [['U'], l10n.t('Undo the last review')],
      [['?'], l10n.t('Show this help')],
    ];
    return html`
      <dialog aria-labelledby="title" @keydown=${(event: Event) => event.stopPropagation()}>
        <h2 id="title">${l10n.t('Review by Keyboard')}</h2>
        <dl>
          ${keys.map(
            ([names, does]) =>
              html`<dt>${names.map((name) => html`<kbd>${name}</kbd>`)}</dt>
                <dd>${does}</dd>`,
          )}
        </dl>
        <vscode-button @click=${() => this.dialog.close()}>${l10n.t('Close')}</vscode-button>
      </dialog>
    `;
  }
}
