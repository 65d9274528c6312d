import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { PanelAction } from '../../src/panel/messages';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import '../widgets/menuButton';
import { iconStyle } from '../widgets/icon';
import { folderName, progressTexts, type RunPanelState, stateText } from './runTexts';

/** Which run this is, how far it is, and what can be done about it; fires `panel-act`. */
@customElement('run-header')
export class RunHeader extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        display: block;
      }
      .line {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        min-height: 34px;
        padding: 4px 8px 4px 12px;
      }
      h1 {
        font-size: 14px;
        font-weight: 600;
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .state {
        align-items: center;
        display: inline-flex;
        gap: 5px;
      }
      .state::before {
        background: var(--vscode-descriptionForeground);
        border-radius: 50%;
        content: '';
        height: 7px;
        width: 7px;
      }
      .running::before {
        background: var(--vscode-progressBar-background);
      }
      .failed::before {
        background: var(--vscode-errorForeground);
      }
      .done::before {
        background: var(--vscode-charts-green);
      }
      .quiet {
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .actions {
        align-items: center;
        display: flex;
        gap: 2px;
        margin-left: auto;
      }
      vscode-progress-bar {
        height: 2px;
      }
      .rest {
        border-bottom: 1px solid
          var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
        height: 2px;
      }
    `,
  ];

  @property({ attribute: false }) state!: RunPanelState;

  override render() {
    const { run, progress } = this.state;
    const state = progress?.state ?? run.state;
    const { total, done, failed } = progress?.counts ?? run.counts;
    return html`
      <div class="line">
        <h1 title=${run.folder}>${folderName(run.folder)}</h1>
        <span class="state ${state}">${stateText(state)}</span>
        <span class="quiet">${progressTexts(this.state).join(' · ')}</span>
        <span class="quiet model">${run.model}</span>
        <div class="actions" role="toolbar" aria-label=${l10n.t('Run')}>
          ${this.buttons(state, failed)} ${this.menu()}
        </div>
      </div>
      ${
        state === 'running' || state === 'paused'
          ? html`<vscode-progress-bar
            .value=${done + failed}
            .max=${Math.max(1, total)}
            .ariaLabel=${l10n.t('Images done')}
          ></vscode-progress-bar>`
          : html`<div class="rest"></div>`
      }
    `;
  }

  private buttons(state: string, failed: number) {
    const isRunning = state === 'running';
    const canResume = !isRunning && state !== 'done';
    const resume = canResume
      ? this.button('resume', 'debug-continue', l10n.t('Resume Run'))
      : nothing;
    return [
      // In the same place, so that the one keeps the focus that the other had.
      isRunning ? this.button('pause', 'debug-pause', l10n.t('Pause')) : resume,
      isRunning || state === 'paused'
        ? this.button('cancel', 'debug-stop', l10n.t('Cancel'))
        : nothing,
      !isRunning && failed > 0
        ? this.button('retry', 'refresh', l10n.t('Try Failed Images Again'))
        : nothing,
    ];
  }

  private button(action: PanelAction, icon: string, label: string) {
    return html`<vscode-toolbar-button
      icon=${icon}
      label=${label}
      title=${label}
      @click=${() => fire<PanelAction>(this, 'panel-act', action)}
    ></vscode-toolbar-button>`;
  }

  private menu() {
    const item = (action: PanelAction, label: string, beginsGroup = false) => ({
      label,
      beginsGroup,
      act: () => fire<PanelAction>(this, 'panel-act', action),
    });
    const items = [
      item('saveReport', l10n.t('Save Report...')),
      item('export', l10n.t('Export Results...')),
      item('exportReviews', l10n.t('Export Reviewed Labels...')),
      item('sort', l10n.t('Sort into Folders by Prediction...'), true),
      item('sortReviewed', l10n.t('Sort into Folders by Review...')),
      item('undoSort', l10n.t('Undo Sorting...')),
      item('revealFolder', l10n.t('Reveal Folder'), true),
    ];
    return html`<menu-button label=${l10n.t('More Actions')} .items=${items}>
      <vscode-icon slot="button" name="ellipsis"></vscode-icon>
    </menu-button>`;
  }
}
