import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClassifyResult } from '../../../server/src/protocol';
import { countText } from '../charts/amounts';
import type { Chart } from '../charts/chart';
import '../charts/dataChart';
import { prose } from '../charts/styles';
import { base } from '../styles/base';
import { type Race, raceOf } from './race';
import { raceChart } from './raceChart';
import { raceText } from './raceText';

/** More lines than these cannot be told apart. */
const mostLines = 12;

/** The race of the labels as it happened. */
@customElement('race-view')
export class RaceView extends LitElement {
  static override styles = [base, prose, css`:host { display: block; }`];

  /** With `samples` and `errors`. */
  @property({ attribute: false }) result?: ClassifyResult;

  /** The right label, where it is known. */
  @property() truth?: string;

  private race: Race | undefined;
  private chart: Chart | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('result') && !changed.has('truth')) return;
    this.race = this.result && raceOf(this.result, mostLines);
    this.chart = this.race && raceChart(this.race, this.truth);
  }

  protected override render() {
    const { race, chart } = this;
    if (!race) return nothing;
    return html`
      <h2>${l10n.t('The Race')}</h2>
      <p>
        ${raceText(race).join(' ')}
        ${
          race.labels > mostLines
            ? html`<span class="muted">
                ${l10n.t('The best {0} labels are drawn.', countText(race.lines.length))}
              </span>`
            : nothing
        }
      </p>
      <data-chart .chart=${chart}></data-chart>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'race-view': RaceView;
  }
}
