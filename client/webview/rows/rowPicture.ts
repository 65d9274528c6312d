import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { ask } from '../extension';
import { base } from '../styles/base';
import { icon, iconStyle } from '../widgets/icon';

/** The picture of an image: the file itself where a browser can show it, else a small one of it. */
@customElement('row-picture')
export class RowPicture extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        align-items: center;
        display: flex;
        justify-content: center;
        overflow: hidden;
      }
      img {
        height: 100%;
        object-fit: contain;
        width: 100%;
      }
      .broken {
        align-items: center;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-direction: column;
        font-size: 11px;
        gap: 4px;
        justify-content: center;
        max-height: 100%;
        overflow: hidden;
        padding: 4px;
        text-align: center;
      }
      :host([small]) .broken span:last-child {
        display: none;
      }
    `,
  ];

  /** As its row names it; '' while its picture has to wait. */
  @property() image = '';
  /** What a browser can load; '' where it cannot show the format, or would take long to. */
  @property() source = '';
  /** In pixels, of the longer side of what is asked for. */
  @property({ type: Number }) size = 256;
  @property({ type: Boolean, reflect: true }) small = false;

  /** Whether this browser could not show the file itself. */
  @state() private isRefused = false;
  @state() private thumbnail = '';
  @state() private failure = '';
  private asking: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('image') && !changed.has('source')) return;
    this.asking?.abort();
    this.isRefused = false;
    this.thumbnail = '';
    this.failure = '';
    if (this.image && !this.source) void this.askThumbnail();
  }

  override render() {
    if (this.failure) {
      return html`<div class="broken" title=${this.failure}>
        ${icon('fileMedia')}<span>${this.failure}</span>
      </div>`;
    }
    if (!this.image) return nothing;
    const source = this.isRefused ? this.thumbnail : this.source || this.thumbnail;
    if (!source) return nothing;
    // A new element each time: the old one would show its picture until the next is there.
    return keyed(
      source,
      html`<img src=${source} alt="" decoding="async" draggable="false" @error=${this.refused} />`,
    );
  }

  /** A browser does not say why: the server can, or makes a picture that the browser can show. */
  private refused(): void {
    if (this.thumbnail) {
      this.failure = l10n.t('The picture cannot be shown.');
      return;
    }
    this.isRefused = true;
    void this.askThumbnail();
  }

  private async askThumbnail(): Promise<void> {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const { source } = await ask('thumbnail', { image: this.image, size: this.size }, signal);
      this.thumbnail = source;
    } catch (error) {
      if (!signal.aborted) this.failure = (error as Error).message;
    }
  }
}
