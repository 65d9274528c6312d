import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base';
import { fire } from './fire';

/** Pixels that a pane has at least, and that a key changes it by. */
const least = 240;
const step = 20;

/** The edge of a pane at the right, which can be dragged or moved by keys; fires `resize-pane`. */
@customElement('pane-sash')
export class PaneSash extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        width: 0;
        z-index: 2;
      }
      div {
        cursor: col-resize;
        height: 100%;
        left: -2px;
        position: absolute;
        touch-action: none;
        width: 4px;
      }
      div:hover,
      div:active,
      div:focus-visible {
        background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
        outline: none;
        transition: background 0.1s ease-out;
      }
    `,
  ];

  /** Of the pane, in pixels. */
  @property({ type: Number }) width = least;
  /** The most that it may have. */
  @property({ type: Number }) most = 2 * least;

  override render() {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${l10n.t('Width of the details')}
      aria-valuenow=${Math.round(this.width)}
      aria-valuemin=${least}
      aria-valuemax=${Math.round(this.most)}
      @pointerdown=${this.grabbed}
      @pointermove=${this.dragged}
      @keydown=${this.keyPressed}
    ></div>`;
  }

  private grabbed(event: PointerEvent): void {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  private dragged(event: PointerEvent): void {
    if (!(event.target as HTMLElement).hasPointerCapture(event.pointerId)) return;
    this.resize(this.width + this.getBoundingClientRect().left - event.clientX);
  }

  private keyPressed(event: KeyboardEvent): void {
    const wider = { ArrowLeft: step, ArrowRight: -step }[event.key];
    if (wider === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    this.resize(this.width + wider);
  }

  private resize(width: number): void {
    fire(this, 'resize-pane', Math.max(least, Math.min(this.most, width)));
  }
}
