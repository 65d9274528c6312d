import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../styles/base';

/** Pixels that stay free between what drops down and the edge of the window. */
const edge = 4;

/** A button with something that drops down from it and goes when one clicks elsewhere or leaves it. */
@customElement('drop-down')
export class DropDown extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
        min-width: 0;
      }
      button {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--vscode-cornerRadius-small, 4px);
        display: inline-flex;
        gap: 4px;
        height: 22px;
        min-width: 0;
        padding: 0 4px;
        white-space: nowrap;
      }
      button:hover,
      button[aria-expanded='true'] {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
        outline-offset: -1px;
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      [popover] {
        background: var(--vscode-menu-background);
        border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, transparent));
        border-radius: var(--vscode-cornerRadius-large, 5px);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow);
        color: var(--vscode-menu-foreground);
        inset: auto;
        margin: 0;
        max-height: calc(100vh - 16px);
        overflow: auto;
        padding: 4px;
        position: fixed;
      }
    `,
  ];

  /** Says what the button is for, where its content does not. */
  @property() label = '';
  @property() popup: 'menu' | 'dialog' = 'menu';
  @property({ type: Boolean, reflect: true }) open = false;

  @query('button') private button!: HTMLButtonElement;
  @query('[popover]') private panel!: HTMLElement;

  override focus(): void {
    this.button.focus();
  }

  /** At once, and so is what `opened` does: the next key is meant for what is in it. */
  show(): void {
    this.panel.showPopover();
    this.place();
    this.dispatchEvent(new Event('opened'));
  }

  close(): void {
    this.panel.hidePopover();
  }

  override render() {
    return html`
      <button
        popovertarget="panel"
        aria-haspopup=${this.popup}
        aria-expanded=${this.open}
        aria-label=${this.label || null}
        title=${this.label || null}
        @click=${this.clicked}
      >
        <slot name="button"></slot>
      </button>
      <div popover id="panel" @toggle=${this.toggled}>
        <slot></slot>
      </div>
    `;
  }

  /** Where it is open, the browser closes it. */
  private clicked(event: Event): void {
    if (this.panel.matches(':popover-open')) return;
    event.preventDefault();
    this.show();
  }

  private toggled({ newState }: ToggleEvent): void {
    this.open = newState === 'open';
  }

  /** Below the button, or where there is room. */
  private place(): void {
    const from = this.button.getBoundingClientRect();
    const { width, height } = this.panel.getBoundingClientRect();
    const left = Math.max(edge, Math.min(from.left, innerWidth - width - edge));
    const isRoomBelow = from.bottom + height + edge <= innerHeight;
    const top = isRoomBelow ? from.bottom + 2 : Math.max(edge, from.top - height - 2);
    this.panel.style.left = `${left}px`;
    this.panel.style.top = `${top}px`;
  }
}
