import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ExplainResult } from '../../../server/src/protocol';
import { countText } from '../charts/amounts';
import type { Chart } from '../charts/chart';
import '../charts/dataChart';
import { formControls, linkButton, prose } from '../charts/styles';
import { ask } from '../extension';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { iconStyle } from '../widgets/icon';
import { explanationChart } from './explanationChart';
import { explanationText } from './explanationText';
import { Asking } from './pending';
import { pendingStyle, pendingView } from './pendingView';

/**
 * Where in a picture, and at which timesteps, the errors of two labels differ: fires `explanation` with
 * an {@link ExplainResult}, or undefined when there is none any more.
 */
@customElement('label-comparison')
export class LabelComparison extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    iconStyle,
    pendingStyle,
    formControls,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      form {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      form select {
        flex: 1 1 90px;
        min-width: 0;
      }
      section {
        display: grid;
        gap: 8px;
      }
    `,
  ];

  @property() imageId?: string;
  /** What the picture is loaded from: of another, an explanation is worth nothing. */
  @property() source = '';
  /** That may be compared, best first. */
  @property({ attribute: false }) labels: readonly string[] = [];
  /** About how many evaluations an explanation takes, where that is known. */
  @property({ type: Number }) cost?: number;

  @state() private pair: [string, string] = ['', ''];
  private readonly asking = new Asking<ExplainResult>(this);
  private chart: Chart | undefined;
  private charted: ExplainResult | undefined;
  private isWanted = false;

  /** As its button does, once there are two labels to compare. */
  explain(): void {
    const { imageId, pair } = this;
    const [first, second] = pair;
    this.isWanted = !second;
    if (!second || first === second) return;
    const image = imageId === undefined ? {} : { image: imageId };
    void this.asking.ask((signal) => ask('explain', { ...image, labels: pair }, signal));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('imageId') || changed.has('source');
    if (isOther) {
      this.asking.forget();
      this.isWanted = false;
    }
    if (isOther || !this.pair.every((label) => this.labels.includes(label))) {
      const [first = '', second = ''] = this.labels;
      this.pair = [first, second];
    }
    const { value } = this.asking;
    if (value !== this.charted) {
      this.charted = value;
      this.chart = value && explanationChart(value);
      fire(this, 'explanation', value);
    }
  }

  protected override updated(): void {
    if (this.isWanted && this.pair[1]) this.explain();
  }

  protected override render() {
    const { value, pending } = this.asking;
    return html`
      <section aria-labelledby="why">
        <h2 id="why">${l10n.t('Why This Label?')}</h2>
        ${this.labels.length < 2 ? nothing : this.question(pending.state === 'asked')}
        ${pendingView(pending, {
          text: l10n.t('Comparing {0} with {1}', ...this.pair),
          retry: () => this.explain(),
        })}
        ${value ? html`<p role="status">${explanationText(value)}</p>` : nothing}
        ${this.chart ? html`<data-chart .chart=${this.chart}></data-chart>` : nothing}
      </section>
    `;
  }

  private question(isAsked: boolean) {
    const [first, second] = this.pair;
    return html`
      <form @submit=${this.submitted}>
        ${this.choice(0, l10n.t('First label'))}
        <span class="muted">${l10n.t('against')}</span>
        ${this.choice(1, l10n.t('Second label'))}
        ${
          isAsked
            ? html`<button type="button" class="secondary" @click=${() => this.asking.forget()}>
                ${l10n.t('Cancel')}
              </button>`
            : html`<button class="primary" ?disabled=${first === second}>${l10n.t('Explain')}</button>`
        }
      </form>
      <p class="muted">
        ${l10n.t('Shows where in the picture, and at which timesteps, one label predicts the noise better than the other.')}
        ${
          this.cost === undefined
            ? l10n.t('Takes two evaluations for each sample, all made anew.')
            : l10n.t('Takes about {0} evaluations, all made anew.', countText(this.cost))
        }
      </p>
    `;
  }

  private choice(which: 0 | 1, name: string) {
    return html`<select
      aria-label=${name}
      .value=${this.pair[which]}
      @change=${(event: Event) => this.choose(which, (event.target as HTMLSelectElement).value)}
    >
      ${this.labels.map(
        (label) =>
          html`<option value=${label} ?selected=${label === this.pair[which]}>${label}</option>`,
      )}
    </select>`;
  }

  private choose(which: 0 | 1, label: string): void {
    const [first, second] = this.pair;
    this.pair = which === 0 ? [label, second] : [first, label];
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.explain();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'label-comparison': LabelComparison;
  }
}
