import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Measured, RunReport, RunSummary } from '../../../server/src/protocol';
import type { Chart } from '../charts/chart';
import '../charts/dataChart';
import { styled } from '../charts/styled';
import { linkButton, prose } from '../charts/styles';
import { ThemeController } from '../charts/themeController';
import { pendingStyle, pendingView } from '../detail/pendingView';
import { ask } from '../extension';
import { base } from '../styles/base';
import { iconStyle } from '../widgets/icon';
import { AtMostEvery } from './atMostEvery';
import './confusionTable';
import './failureGroups';
import { figuresStyle, keyFigures } from './keyFigures';
import './labelFigures';
import './labelHistogram';
import { calibrationText, reliabilityChart } from './reliabilityChart';
import './suspectLabels';
import { notCounted, unmeasured } from './unmeasured';

/** While a run goes on, its report is asked for no more often. */
const milliseconds = 3_000;

/** Labels of a matrix that has room beside something else. */
const mostBeside = 14;

/** What a run comes to: how right it is, what is confused with what, and what it took. */
@customElement('run-report')
export class RunReportView extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    iconStyle,
    pendingStyle,
    figuresStyle,
    css`
      :host {
        container-type: inline-size;
        display: block;
      }
      .page {
        display: grid;
        gap: 28px;
      }
      .page > * {
        min-width: 0;
      }
      .parts {
        display: grid;
        gap: 28px;
      }
      .parts > * {
        min-width: 0;
      }
      @container (min-width: 900px) {
        .parts {
          gap: 28px 40px;
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .wide {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) run?: RunSummary;
  /** Rises when rows have changed. */
  @property({ type: Number }) version = 0;

  @state() private report: RunReport | undefined;
  @state() private failure: string | undefined;
  private reliability: Chart | undefined;
  private readonly themes = new ThemeController(this);
  private readonly asking = new AtMostEvery(milliseconds, () => this.load());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = changed.has('run') && changed.get('run')?.run !== this.run?.run;
    if (isOther) this.report = undefined;
    const hasEnded = changed.has('run') && changed.get('run')?.state !== this.run?.state;
    if (isOther || hasEnded || changed.has('version')) this.asking.call();
    if (changed.has('report')) {
      const calibration = this.report?.measured?.calibration;
      this.reliability = calibration ? reliabilityChart(calibration) : undefined;
    }
  }

  protected override render() {
    const { report, failure } = this;
    const pending = failure
      ? ({ state: 'failed', message: failure } as const)
      : ({ state: report ? 'idle' : 'asked' } as const);
    return html`<div class="page" ${styled({ '--first-colour': this.themes.theme.first })}>
      ${pendingView(pending, {
        text: l10n.t('Reading the report'),
        retry: () => this.asking.call(),
      })}
      ${report ? this.parts(report) : nothing}
    </div>`;
  }

  private parts(report: RunReport) {
    const { measured, predicted, failures, failed } = report;
    const judged = measured && measured.judged > 0 ? measured : undefined;
    const suspects = judged?.labelErrors;
    return html`
      ${keyFigures(report, this)}
      ${
        report.state === 'done'
          ? nothing
          : html`<p class="muted">
              ${l10n.t('The run is not done: only what is classified so far is counted.')}
            </p>`
      }
      ${judged ? nothing : unmeasured(measured, this)}
      <div class="parts">
        ${judged ? this.confusion(judged, report.labels) : nothing}
        <section aria-labelledby="histogram">
          <h2 id="histogram">${l10n.t('Predicted Labels')}</h2>
          <label-histogram .predicted=${predicted}></label-histogram>
        </section>
        ${judged ? this.judged(judged) : nothing}
        ${
          suspects && suspects.candidates > 0
            ? html`<suspect-labels .suspects=${suspects}></suspect-labels>`
            : nothing
        }
        ${
          failures.length > 0
            ? html`<failure-groups .groups=${failures} .failed=${failed}></failure-groups>`
            : nothing
        }
      </div>
    `;
  }

  private confusion(measured: Measured, labels: readonly string[]) {
    const isWide = labels.length > mostBeside;
    return html`<section class=${isWide ? 'wide' : ''} aria-labelledby="confusion">
      <h2 id="confusion">${l10n.t('Confusion Matrix')}</h2>
      <confusion-table .measured=${measured} .labels=${labels}></confusion-table>
    </section>`;
  }

  private judged({ perLabel, calibration, notAsked, unknown }: Measured) {
    return html`
      <section aria-labelledby="figures">
        <h2 id="figures">${l10n.t('Labels')}</h2>
        <label-figures .figures=${perLabel}></label-figures>
        ${notCounted(notAsked, unknown)}
      </section>
      ${
        this.reliability && calibration
          ? html`<section aria-labelledby="calibration">
              <h2 id="calibration">${l10n.t('Calibration')}</h2>
              <p>${calibrationText(calibration)}</p>
              <data-chart .chart=${this.reliability}></data-chart>
            </section>`
          : nothing
      }
    `;
  }

  /** What was there before stays until the new is here. */
  private async load(): Promise<void> {
    const run = this.run?.run;
    try {
      const report = await ask('report', null);
      if (this.run?.run === run) this.report = report;
      this.failure = undefined;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : `${error}`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-report': RunReportView;
  }
}
