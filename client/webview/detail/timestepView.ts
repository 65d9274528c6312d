import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ClassifyResult } from '../../../server/src/protocol';
import type { Chart } from '../charts/chart';
import '../charts/dataChart';
import { formControls, prose } from '../charts/styles';
import { base } from '../styles/base';
import { icon, iconStyle } from '../widgets/icon';
import { type TimestepMeasure, timestepChart } from './timestepChart';

/** Labels that are drawn at first, that are offered as buttons, and that may be drawn at once. */
const drawnFirst = 4;
const offered = 10;
const mostDrawn = 6;

/** Errors against the timestep, of the labels that one chooses. */
@customElement('timestep-view')
export class TimestepView extends LitElement {
  static override styles = [
    base,
    prose,
    iconStyle,
    formControls,
    css`
      :host {
        display: block;
      }
      .labels {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block-end: 8px;
      }
      .label {
        align-items: center;
        background: none;
        border: 1px solid var(--vscode-descriptionForeground);
        border-radius: 12px;
        color: var(--vscode-descriptionForeground);
        display: inline-flex;
        gap: 4px;
        max-width: 200px;
        padding: 1px 8px;
      }
      .label[aria-pressed='true'] {
        border-color: var(--vscode-foreground);
        color: var(--vscode-foreground);
      }
      .label .icon {
        font-size: 12px;
      }
      .label span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      header {
        align-items: baseline;
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        justify-content: space-between;
        margin-block-end: 8px;
      }
      h2 {
        margin: 0;
      }
      .field {
        width: 130px;
      }
    `,
  ];

  /** With `samples` and `errors`. */
  @property({ attribute: false }) result?: ClassifyResult;
  /** The right label, where it is known: drawn from the first. */
  @property() truth?: string;

  @state() private chosen: readonly string[] = [];
  @state() private measure: TimestepMeasure = 'difference';
  private chart: Chart | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    const { result } = this;
    if (changed.has('result')) {
      const labels = result?.labels.map(({ label }) => label) ?? [];
      this.chosen = labels.filter((label, rank) => rank < drawnFirst || label === this.truth);
    }
    if (changed.has('result') || changed.has('chosen') || changed.has('measure')) {
      this.chart = result && timestepChart(result, this.chosen, this.measure);
    }
  }

  protected override render() {
    const { result } = this;
    if (!result?.samples || !result.errors) return nothing;
    const labels = result.labels.map(({ label }) => label);
    const first = labels.slice(0, offered);
    const buttons = [...first, ...this.chosen.filter((label) => !first.includes(label))];
    return html`
      <header>
        <h2>${l10n.t('Errors by Timestep')}</h2>
        <select
          aria-label=${l10n.t('What is drawn')}
          @change=${({ target }: Event) => {
            this.measure = (target as HTMLSelectElement).value as TimestepMeasure;
          }}
        >
          <option value="difference">${l10n.t('Above That of {0}', result.predicted)}</option>
          <option value="error">${l10n.t('Mean Error')}</option>
        </select>
      </header>
      <div class="labels" role="group" aria-label=${l10n.t('Labels that are drawn')}>
        ${buttons.map((label) => this.button(label))}
        ${labels.length > offered ? this.finder(labels) : nothing}
      </div>
      <data-chart .chart=${this.chart}></data-chart>
    `;
  }

  private button(label: string) {
    const isChosen = this.chosen.includes(label);
    return html`<button
      class="label"
      aria-pressed=${isChosen}
      ?disabled=${!isChosen && this.chosen.length >= mostDrawn}
      title=${label}
      @click=${() => this.turn(label)}
    >
      ${icon(isChosen ? 'check' : 'add')}<span>${label}</span>
    </button>`;
  }

  /** Finds one of many labels by its first letters. */
  private finder(labels: readonly string[]) {
    return html`
      <input
        class="field"
        list="all"
        aria-label=${l10n.t('Add a label')}
        placeholder=${l10n.t('Add a label')}
        ?disabled=${this.chosen.length >= mostDrawn}
        @change=${({ target }: Event) => {
          const input = target as HTMLInputElement;
          if (!labels.includes(input.value) || this.chosen.includes(input.value)) return;
          this.turn(input.value);
          input.value = '';
        }}
      />
      <datalist id="all">${labels.map((label) => html`<option value=${label}></option>`)}</datalist>
    `;
  }

  private turn(label: string): void {
    this.chosen = this.chosen.includes(label)
      ? this.chosen.filter((each) => each !== label)
      : [...this.chosen, label];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'timestep-view': TimestepView;
  }
}
