import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';

/** Asks for two per cents; fires `choose-range` with shares in 0..1. */
@customElement('probability-range')
export class ProbabilityRange extends LitElement {
  static override styles = [
    base,
    css`
      form {
        align-items: center;
        display: flex;
        gap: 6px;
        padding: 4px;
      }
      input {
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: var(--vscode-cornerRadius-small, 2px);
        color: var(--vscode-input-foreground);
        height: 24px;
        padding: 0 4px;
        width: 58px;
      }
    `,
  ];

  @property({ attribute: false }) range: readonly [number, number] | undefined;

  @query('#from') private from!: HTMLInputElement;
  @query('#to') private to!: HTMLInputElement;

  override focus(): void {
    this.from.select();
  }

  override render() {
    const [from, to] = this.range ?? [0, 1];
    return html`
      <form @submit=${this.chosen} @keydown=${this.keyPressed}>
        <input
          id="from"
          type="number"
          min="0"
          max="100"
          .value=${String(Math.round(100 * from))}
          aria-label=${l10n.t('At least, in per cent')}
        />
        <span>${l10n.t('to')}</span>
        <input
          id="to"
          type="number"
          min="0"
          max="100"
          .value=${String(Math.round(100 * to))}
          aria-label=${l10n.t('At most, in per cent')}
        />
        <span>%</span>
        <vscode-button @click=${this.chosen}>${l10n.t('Apply')}</vscode-button>
      </form>
    `;
  }

  private keyPressed(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Enter') this.chosen(event);
  }

  /** In whatever order they were given. */
  private chosen(event: Event): void {
    event.preventDefault();
    const shares = [this.from, this.to].map(
      ({ value }) => Math.min(100, Math.max(0, +value)) / 100,
    );
    const range = shares.sort((a, b) => a - b);
    fire(this, 'choose-range', range);
  }
}
