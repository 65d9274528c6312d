import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base } from '../styles/base';
import { fire } from './fire';

/** Labels that are listed at once: with more, one types. */
const mostListed = 100;

/** Labels to choose from by typing a part of one; fires `choose-label` with it. */
@customElement('label-list')
export class LabelList extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        width: 240px;
      }
      input {
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: var(--vscode-cornerRadius-small, 2px);
        color: var(--vscode-input-foreground);
        height: 24px;
        padding: 0 6px;
        width: 100%;
      }
      input::placeholder {
        color: var(--vscode-input-placeholderForeground);
      }
      [role='listbox'] {
        margin-top: 4px;
        max-height: 264px;
        overflow: auto;
      }
      [role='option'] {
        border-radius: var(--vscode-cornerRadius-medium, 3px);
        cursor: pointer;
        display: flex;
        gap: 8px;
        height: 22px;
        line-height: 22px;
        padding: 0 6px;
      }
      [role='option'] span {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      [role='option']:hover,
      [aria-selected='true'] {
        background: var(--vscode-menu-selectionBackground);
        color: var(--vscode-menu-selectionForeground);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      kbd {
        align-self: center;
      }
      .more {
        color: var(--vscode-descriptionForeground);
        padding: 4px 6px;
      }
    `,
  ];

  @property({ attribute: false }) labels: readonly string[] = [];
  /** Whether a label that is not in the list can be typed. */
  @property({ type: Boolean }) open = false;
  /** Whether the keys of the first nine are shown. */
  @property({ type: Boolean }) keys = false;

  @state() private typed = '';
  @state() private active = 0;

  @query('input') private input!: HTMLInputElement;

  override focus(): void {
    this.input.focus();
  }

  override render() {
    const { options, left } = this.choices();
    return html`
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="options"
        aria-activedescendant=${options.length > 0 ? `option-${this.active}` : nothing}
        aria-label=${this.open ? l10n.t('Choose or type a label') : l10n.t('Find a label')}
        placeholder=${this.open ? l10n.t('Choose or type a label') : l10n.t('Find a label')}
        autocomplete="off"
        spellcheck="false"
        @input=${this.typedOn}
        @blur=${this.clear}
        @keydown=${this.keyPressed}
      />
      <div role="listbox" id="options" aria-label=${l10n.t('Labels')}>
        ${options.map(
          ({ label, text, key }, at) => html`<div
            role="option"
            id="option-${at}"
            aria-selected=${at === this.active}
            title=${label}
            @mousedown=${preventBlur}
            @click=${() => this.choose(label)}
          >
            <span>${text}</span>${key ? html`<kbd>${key}</kbd>` : nothing}
          </div>`,
        )}
      </div>
      ${left > 0 ? html`<div class="more">${l10n.t('and {0} more', left)}</div>` : nothing}
      ${options.length === 0 ? html`<div class="more">${l10n.t('No label has that in it.')}</div>` : nothing}
    `;
  }

  /** What is listed, and how many labels more there are. */
  private choices(): { options: { label: string; text: string; key?: number }[]; left: number } {
    const typed = this.typed.trim();
    const part = typed.toLowerCase();
    const found = this.labels
      .map((label, at) => ({ label, text: label, ...(this.keys && at < 9 && { key: at + 1 }) }))
      .filter(({ label }) => label.toLowerCase().includes(part));
    const options = found.slice(0, mostListed);
    if (this.open && typed && !this.labels.includes(typed)) {
      options.push({ label: typed, text: l10n.t('Use "{0}"', typed) });
    }
    return { options, left: found.length - Math.min(found.length, mostListed) };
  }

  private typedOn(): void {
    this.typed = this.input.value;
    this.active = 0;
  }

  /** What drops down again begins anew. */
  private clear(): void {
    this.typed = '';
    this.active = 0;
    this.input.value = '';
  }

  private keyPressed(event: KeyboardEvent): void {
    event.stopPropagation();
    const { options } = this.choices();
    if (event.key === 'ArrowDown') this.active = Math.min(this.active + 1, options.length - 1);
    else if (event.key === 'ArrowUp') this.active = Math.max(this.active - 1, 0);
    else if (event.key === 'Enter' && !event.isComposing) {
      const chosen = options[this.active];
      if (chosen) this.choose(chosen.label);
    } else return;
    event.preventDefault();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  private choose(label: string): void {
    fire(this, 'choose-label', label);
  }
}

/** A click on a label leaves the focus in the field. */
function preventBlur(event: Event): void {
  event.preventDefault();
}
