import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ExplainResult } from '../../../server/src/protocol';
import { styled } from '../charts/styled';
import { ask } from '../extension';
import { base } from '../styles/base';
import { mapPixels, placeOf, scaleOf, smoothed } from './differenceMap';

/** Pixels of the longer side of what stands in for a format that a browser cannot show. */
const standIn = 1_024;

/** Cells of a map are drawn so many pixels wide, so that no steps are seen between them. */
const cellPixels = 8;

/** Smaller pictures are enlarged, with their pixels to be seen. */
const smallPicture = 200;

/** A picture as large as there is room, with an explanation map over what the model saw of it. */
@customElement('explained-picture')
export class ExplainedPicture extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .frame {
        margin: 0 auto;
        position: relative;
        width: min(100%, var(--ratio, 1) * min(56vh, 560px));
      }
      img {
        display: block;
        width: 100%;
      }
      .small {
        width: min(100%, var(--ratio, 1) * min(56vh, 320px));
      }
      .small img {
        image-rendering: pixelated;
      }
      img.grey {
        filter: grayscale(1);
      }
      canvas {
        outline: 1px solid color-mix(in srgb, var(--vscode-foreground) 50%, transparent);
        pointer-events: none;
        position: absolute;
      }
      .missing {
        color: var(--vscode-descriptionForeground);
        padding: 32px 12px;
        text-align: center;
      }
    `,
  ];

  @property() imageId?: string;
  @property() source = '';
  @property() name = '';
  /** Its map is drawn; without one the picture is alone. */
  @property({ attribute: false }) explanation?: ExplainResult;
  /** Of the map, in 0..1. */
  @property({ type: Number }) opacity = 1;

  @state() private shown = '';
  @state() private isMissing = false;
  /** In pixels of its own; undefined until it is loaded. */
  @state() private size: { width: number; height: number } | undefined;
  @query('canvas') private canvas?: HTMLCanvasElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('source') && !changed.has('imageId')) return;
    this.shown = this.source;
    this.isMissing = false;
    this.size = undefined;
    if (!this.source) void this.standIn();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('explanation') && this.explanation && this.canvas) {
      drawMap(this.canvas, this.explanation);
    }
  }

  protected override render() {
    if (this.isMissing) {
      return html`<p class="missing">${l10n.t('This picture cannot be shown here.')}</p>`;
    }
    const { width, height } = this.size ?? { width: 1, height: 1 };
    const isSmall = this.size !== undefined && Math.max(width, height) < smallPicture;
    return html`<div
      class="frame ${isSmall ? 'small' : ''}"
      ${styled({ '--ratio': String(width / height) })}
    >
      ${
        this.shown
          ? html`<img
              src=${this.shown}
              alt=${this.name}
              class=${this.explanation ? 'grey' : ''}
              @load=${this.loaded}
              @error=${this.standIn}
            />`
          : nothing
      }
      ${this.explanation ? this.map(this.explanation) : nothing}
    </div>`;
  }

  private map(explanation: ExplainResult) {
    const { left, top, width, height } = placeOf(explanation);
    const [first, second] = explanation.labels;
    return html`<canvas
      role="img"
      aria-label=${l10n.t('Where the errors of {0} and {1} differ', first, second)}
      ${styled({
        left: `${left}%`,
        top: `${top}%`,
        width: `${width}%`,
        height: `${height}%`,
        opacity: String(this.opacity),
      })}
    ></canvas>`;
  }

  private loaded({ target }: Event): void {
    const { naturalWidth, naturalHeight } = target as HTMLImageElement;
    if (naturalHeight > 0) this.size = { width: naturalWidth, height: naturalHeight };
  }

  /** Shows a picture that the server makes, where the browser cannot show the file itself. */
  private async standIn(): Promise<void> {
    const { source, imageId, shown } = this;
    if (shown !== source) {
      this.isMissing = true;
      return;
    }
    const image = imageId === undefined ? {} : { image: imageId };
    const made = await ask('thumbnail', { ...image, size: standIn }).catch(() => undefined);
    if (this.source !== source || this.imageId !== imageId) return;
    if (made) this.shown = made.source;
    else this.isMissing = true;
  }
}

function drawMap(canvas: HTMLCanvasElement, { map }: ExplainResult): void {
  const { width, height } = map;
  const cells = document.createElement('canvas');
  cells.width = width;
  cells.height = height;
  const smooth = smoothed(map);
  const pixels = mapPixels(smooth, scaleOf(smooth));
  cells.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  canvas.width = width * cellPixels;
  canvas.height = height * cellPixels;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(cells, 0, 0, canvas.width, canvas.height);
}

declare global {
  interface HTMLElementTagNameMap {
    'explained-picture': ExplainedPicture;
  }
}
