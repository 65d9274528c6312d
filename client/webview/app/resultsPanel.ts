import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { PanelState } from '../../src/panel/messages';
import { ask, listen } from '../extension';
import '../header/troubleBanner';
import { base } from '../styles/base';
import './runResults';
import type { RunResults } from './runResults';
import './singleImage';
import type { SingleImageView } from './singleImage';

/** The panel: the results of a run, or of one image. */
@customElement('results-panel')
export class ResultsPanel extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        background: var(--vscode-editor-background);
        display: flex;
        flex-direction: column;
        inset: 0;
        position: fixed;
      }
      run-results,
      single-image {
        flex: 1;
        min-height: 0;
      }
    `,
  ];

  @state() private panel: PanelState | undefined;
  /** Rises when the extension says that rows have changed. */
  @state() private rowsVersion = 0;

  @query('run-results') private results!: RunResults | null;
  @query('single-image') private image!: SingleImageView | null;

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => {
      if (message.kind === 'state') this.panel = message.state;
      else if (message.kind === 'rowsChanged') this.rowsVersion++;
      else void this.focusOn(message.part);
    });
  }

  override render() {
    const { panel } = this;
    if (!panel) return nothing;
    return html`
      ${
        panel.trouble
          ? html`<trouble-banner
            .trouble=${panel.trouble}
            @panel-act=${this.act}
          ></trouble-banner>`
          : nothing
      }
      ${
        panel.kind === 'run'
          ? html`<run-results .state=${panel} .rowsVersion=${this.rowsVersion}></run-results>`
          : nothing
      }
      ${
        panel.kind === 'image'
          ? html`<single-image .image=${panel.image} .labels=${panel.labels}></single-image>`
          : nothing
      }
    `;
  }

  private async focusOn(part: 'explanation' | undefined): Promise<void> {
    await this.updateComplete;
    if (part) await (this.results ?? this.image)?.showExplanation();
    else this.results?.focus();
  }

  private act(event: CustomEvent): void {
    event.stopPropagation();
    ask('act', { action: event.detail }).catch(() => {});
  }
}
