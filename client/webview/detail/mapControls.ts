import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExplainResult } from '../../../server/src/protocol';
import { errorText } from '../charts/amounts';
import { styled } from '../charts/styled';
import { prose } from '../charts/styles';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { scaleOf, signColours, smoothed } from './differenceMap';

/** How the map is shown. */
export interface MapView {
  isShown: boolean;
  /** In 0..1. */
  opacity: number;
}

/** The legend of an explanation map, and how it is shown: fires `map-view` with a {@link MapView}. */
@customElement('map-controls')
export class MapControls extends LitElement {
  static override styles = [
    base,
    prose,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .scale {
        display: grid;
        gap: 2px 8px;
        grid-template-columns: 1fr auto 1fr;
      }
      .colours {
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 2px;
        grid-column: 1 / -1;
        height: 8px;
      }
      .scale :nth-child(4) {
        text-align: end;
      }
      .view {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      label {
        align-items: center;
        display: flex;
        gap: 6px;
      }
      input {
        accent-color: var(--first-colour);
        margin: 0;
      }
      input[type='range'] {
        width: 110px;
      }
    `,
  ];

  @property({ attribute: false }) explanation?: ExplainResult;
  @property({ attribute: false }) view: MapView = { isShown: true, opacity: 1 };

  protected override render() {
    const { explanation, view } = this;
    if (!explanation) return html``;
    const [first, second] = explanation.labels;
    const scale = errorText(scaleOf(smoothed(explanation.map)));
    const { first: blue, second: vermilion } = signColours;
    return html`
      <div class="scale">
        <div
          class="colours"
          ${styled({
            background: `linear-gradient(to right, ${blue}, transparent, ${vermilion})`,
          })}
        ></div>
        <span>${l10n.t('Blue: {0} is nearer', first)}</span>
        <span class="muted number">± ${scale}</span>
        <span>${l10n.t('Orange: {0} is nearer', second)}</span>
      </div>
      <div class="view">
        <label>
          <input
            type="checkbox"
            aria-keyshortcuts="m"
            title=${l10n.t('Show or hide the map (M)')}
            .checked=${view.isShown}
            @change=${(event: Event) =>
              this.change({ isShown: (event.target as HTMLInputElement).checked })}
          />
          ${l10n.t('Show Map')}
        </label>
        <label>
          ${l10n.t('Opacity')}
          <input
            type="range"
            min="0.1"
            max="1"
            step="0.05"
            .value=${String(view.opacity)}
            ?disabled=${!view.isShown}
            @input=${(event: Event) =>
              this.change({ opacity: Number((event.target as HTMLInputElement).value) })}
          />
        </label>
      </div>
    `;
  }

  private change(part: Partial<MapView>): void {
    fire<MapView>(this, 'map-view', { ...this.view, ...part });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'map-controls': MapControls;
  }
}
