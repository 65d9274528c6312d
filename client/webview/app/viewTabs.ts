import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import type { View } from './savedPanel';

const views: readonly View[] = ['grid', 'table', 'report'];

/** The views of a run as tabs; fires `show-view`. */
@customElement('view-tabs')
export class ViewTabs extends LitElement {
  static override styles = [
    base,
    css`
      [role='tablist'] {
        display: flex;
        gap: 14px;
        padding: 0 12px;
      }
      button {
        background: none;
        border: 0;
        border-bottom: 1px solid transparent;
        color: var(--vscode-panelTitle-inactiveForeground);
        height: 30px;
        padding: 0;
      }
      button:hover {
        color: var(--vscode-panelTitle-activeForeground);
      }
      [aria-selected='true'] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder);
        color: var(--vscode-panelTitle-activeForeground);
      }
    `,
  ];

  @property() view: View = 'grid';

  override render() {
    const titles: Record<View, string> = {
      grid: l10n.t('Grid'),
      table: l10n.t('Table'),
      report: l10n.t('Report'),
    };
    return html`<div role="tablist" aria-label=${l10n.t('View')} @keydown=${this.keyPressed}>
      ${views.map(
        (view) =>
          html`<button
            role="tab"
            data-view=${view}
            aria-selected=${view === this.view}
            tabindex=${view === this.view ? 0 : -1}
            @click=${() => fire<View>(this, 'show-view', view)}
          >
            ${titles[view]}
          </button>`,
      )}
    </div>`;
  }

  private keyPressed(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = (views.indexOf(this.view) + step + views.length) % views.length;
    fire<View>(this, 'show-view', views[at]!);
    this.renderRoot.querySelector<HTMLElement>(`[data-view="${views[at]}"]`)?.focus();
  }
}
