import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, queryAll } from 'lit/decorators.js';
import { base } from '../styles/base';
import type { DropDown } from './dropDown';
import './dropDown';
import { icon, iconStyle } from './icon';

export interface MenuItem {
  label: string;
  /** Whether it is the chosen one of those that exclude each other; missing for a mere action. */
  isChecked?: boolean;
  /** Whether a line goes before it. */
  beginsGroup?: boolean;
  act(): void;
}

/** A button that drops down a menu, driven by arrows as menus are. */
@customElement('menu-button')
export class MenuButton extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      [role='menu'] {
        min-width: 160px;
      }
      .item {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--vscode-cornerRadius-medium, 3px);
        display: flex;
        gap: 6px;
        height: 24px;
        padding: 0 22px 0 4px;
        text-align: left;
        white-space: nowrap;
        width: 100%;
      }
      .item .icon {
        width: 16px;
      }
      .item:hover,
      .item:focus {
        background: var(--vscode-menu-selectionBackground);
        color: var(--vscode-menu-selectionForeground);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      hr {
        border: 0;
        border-top: 1px solid var(--vscode-menu-separatorBackground);
        margin: 4px 0;
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) items: MenuItem[] = [];

  @query('drop-down') private dropDown!: DropDown;
  @queryAll('.item') private buttons!: NodeListOf<HTMLButtonElement>;

  override render() {
    return html`
      <drop-down .label=${this.label} popup="menu" @opened=${this.focusChosen}>
        <slot name="button" slot="button"></slot>
        <div role="menu" aria-label=${this.label || nothing} @keydown=${this.keyPressed}>
          ${this.items.map((item) => this.itemTemplate(item))}
        </div>
      </drop-down>
    `;
  }

  private itemTemplate({ label, isChecked, beginsGroup, act }: MenuItem) {
    const choose = () => {
      this.dropDown.close();
      act();
    };
    return html`
      ${beginsGroup ? html`<hr role="separator" />` : nothing}
      <button
        class="item"
        tabindex="-1"
        role=${isChecked === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked=${isChecked ?? nothing}
        @click=${choose}
      >
        ${isChecked === undefined ? nothing : isChecked ? icon('check') : html`<span class="icon"></span>`}
        <span>${label}</span>
      </button>
    `;
  }

  private focusChosen(): void {
    const buttons = [...this.buttons];
    const chosen = buttons.find((button) => button.getAttribute('aria-checked') === 'true');
    (chosen ?? buttons[0])?.focus();
  }

  private keyPressed(event: KeyboardEvent): void {
    const buttons = [...this.buttons];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    event.stopPropagation();
    if (event.key === 'Tab') this.dropDown.close();
    if (next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length)?.focus();
  }
}
