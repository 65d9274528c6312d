import * as l10n from '@vscode/l10n';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base } from '../styles/base';
import type { Chart } from './chart';
import type { DrawnChart } from './drawChart';
import { styled } from './styled';
import { linkButton, numbersTable } from './styles';
import { ThemeController } from './themeController';

/** A chart in the editor's colours and as wide as there is room, with a table in its place if asked. */
@customElement('data-chart')
export class DataChart extends LitElement {
  static override styles = [
    base,
    linkButton,
    numbersTable,
    css`
      :host {
        display: block;
      }
      figure {
        margin: 0;
      }
      .canvas {
        width: 100%;
      }
      .canvas svg {
        display: block;
        overflow: visible;
      }
      .table {
        max-height: 320px;
        overflow: auto;
      }
      figcaption {
        padding-block-start: 4px;
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) chart?: Chart;
  @state() private isTable = false;
  @state() private width = 0;
  @query('.canvas') private canvas?: HTMLElement;

  private readonly themes = new ThemeController(this);
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });
  private drawn: DrawnChart | undefined;
  private what: readonly unknown[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.erase();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    void this.draw();
  }

  protected override render(): TemplateResult {
    const { chart } = this;
    if (!chart) return html``;
    return html`<figure>
      ${
        this.isTable
          ? this.table(chart)
          : html`<div
              class="canvas"
              role="img"
              aria-label=${chart.name}
              ${styled({ height: `${chart.height}px` })}
            ></div>`
      }
      <figcaption>
        <button class="link" @click=${this.turn}>
          ${this.isTable ? l10n.t('Show as Chart') : l10n.t('Show as Table')}
        </button>
      </figcaption>
    </figure>`;
  }

  private readonly turn = (): void => {
    this.isTable = !this.isTable;
  };

  private table({ name, table: { columns, rows } }: Chart): TemplateResult {
    return html`<div class="table" tabindex="0" role="region" aria-label=${name}>
      <table class="numbers">
        <caption class="unseen">${name}</caption>
        <thead>
          <tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...rest]) =>
              html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** Anew when what is drawn, its size or the theme has changed; a later drawing wins. */
  private async draw(): Promise<void> {
    const { chart, canvas, width } = this;
    const { theme } = this.themes;
    const what = [chart, canvas, width, theme];
    if (what.every((part, index) => part === this.what[index])) return;
    this.what = what;
    if (!chart || !canvas || width === 0) return this.erase();
    const { drawChart } = await import('./drawChart');
    if (this.what !== what) return;
    const size = { width, height: chart.height };
    const place = document.createElement('div');
    // It has a name and a table: hundreds of named points would bury both.
    place.ariaHidden = 'true';
    const drawn = await drawChart(place, { ...chart.spec(theme, size), ...size }, theme);
    if (this.what !== what) {
      drawn.finalize();
      return;
    }
    this.erase();
    canvas.replaceChildren(place);
    this.drawn = drawn;
  }

  private erase(): void {
    this.drawn?.finalize();
    this.drawn = undefined;
    this.canvas?.replaceChildren();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'data-chart': DataChart;
  }
}
