import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { RunRow } from '../../../server/src/protocol';
import type { PanelAction } from '../../src/panel/messages';
import type { ImageDetail } from '../detail/imageDetail';
import { pictureSource } from '../rows/pictureSource';
import { nameAndFolder } from '../rows/rowText';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';

/** Everything about the focused image, beside the list; fires `image-act` and `close-detail`. */
@customElement('detail-pane')
export class DetailPane extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
      }
      header {
        align-items: center;
        display: flex;
        flex: none;
        gap: 2px;
        height: 32px;
        padding: 0 6px 0 14px;
      }
      h2 {
        flex: 1;
        font-size: 13px;
        font-weight: 600;
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .content {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 4px 14px 16px;
      }
    `,
  ];

  @property({ attribute: false }) row: RunRow | undefined;
  @property({ attribute: false }) labels: string[] = [];
  @property() imageBase = '';

  @query('image-detail') private detail!: ImageDetail;

  override connectedCallback(): void {
    super.connectedCallback();
    void import('../detail/imageDetail');
  }

  async explain(): Promise<void> {
    await import('../detail/imageDetail');
    await this.updateComplete;
    await this.detail?.explain();
  }

  override render() {
    const { row } = this;
    if (!row) return html`<p class="content">${l10n.t('Select an image to see its details.')}</p>`;
    const { name } = nameAndFolder(row.image);
    return html`
      <header>
        <h2 title=${row.image}>${name}</h2>
        ${this.button('openImage', 'go-to-file', l10n.t('Open Image'))}
        ${this.button('revealImage', 'folder-opened', l10n.t('Reveal Image'))}
        ${this.button('copyResult', 'copy', l10n.t('Copy Result'))}
        <vscode-toolbar-button
          icon="close"
          label=${l10n.t('Close Details')}
          title=${l10n.t('Close Details')}
          @click=${() => fire(this, 'close-detail', undefined)}
        ></vscode-toolbar-button>
      </header>
      <div class="content" tabindex="0" role="region" aria-label=${l10n.t('Details of {0}', name)}>
        <image-detail
          .imageId=${row.image}
          .source=${pictureSource(this.imageBase, row)}
          .name=${name}
          .row=${row}
          .labels=${this.labels}
        ></image-detail>
      </div>
    `;
  }

  private button(action: PanelAction, icon: string, label: string) {
    return html`<vscode-toolbar-button
      icon=${icon}
      label=${label}
      title=${label}
      @click=${() => fire<PanelAction>(this, 'image-act', action)}
    ></vscode-toolbar-button>`;
  }
}
