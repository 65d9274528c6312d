import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { SingleImage } from '../../src/panel/messages';
import type { ImageDetail } from '../detail/imageDetail';
import { base } from '../styles/base';

/** An image that was classified by itself. */
@customElement('single-image')
export class SingleImageView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 16px 20px;
      }
    `,
  ];

  @property({ attribute: false }) image!: SingleImage;
  @property({ attribute: false }) labels: string[] = [];

  @query('image-detail') private detail!: ImageDetail;

  override connectedCallback(): void {
    super.connectedCallback();
    void import('../detail/imageDetail');
  }

  async showExplanation(): Promise<void> {
    await import('../detail/imageDetail');
    await this.updateComplete;
    await this.detail.explain();
  }

  override render() {
    const { source = '', name } = this.image;
    return html`<image-detail
      .source=${source}
      .name=${name}
      .labels=${this.labels}
    ></image-detail>`;
  }
}
