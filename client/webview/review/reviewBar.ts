import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ReviewCounts } from '../../../server/src/protocol';
import { settings } from '../language';
import { base } from '../styles/base';
import type { DropDown } from '../widgets/dropDown';
import '../widgets/dropDown';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';
import type { LabelList } from '../widgets/labelList';
import '../widgets/labelList';

/** What a person does to the selected images. */
export type ReviewAct = 'accept' | 'skip' | 'undo' | 'help' | { label: string };

const whole = new Intl.NumberFormat(settings.language);

/** The keys of a review as buttons, and how far it is; fires `review-act`. */
@customElement('review-bar')
export class ReviewBar extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        align-items: center;
        background: var(--vscode-editorWidget-background);
        border-top: 1px solid
          var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        min-height: 30px;
        padding: 3px 8px;
      }
      .group {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        min-width: 0;
      }
      .labels {
        flex: 1 1 auto;
      }
      button {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--vscode-cornerRadius-small, 4px);
        display: inline-flex;
        gap: 5px;
        height: 22px;
        max-width: 160px;
        padding: 0 5px;
        white-space: nowrap;
      }
      button:hover:enabled {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
        outline-offset: -1px;
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .text {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .counts {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) labels: readonly string[] = [];
  @property({ attribute: false }) counts: ReviewCounts = { accepted: 0, corrected: 0, skipped: 0 };
  /** Images that nobody has reviewed. */
  @property({ type: Number }) left = 0;
  @property({ type: Number }) selected = 0;
  @property({ type: Boolean }) undoable = false;

  @query('drop-down') private dropDown!: DropDown;
  @query('label-list') private labelList!: LabelList;

  /** Lets any label be chosen, or typed. */
  chooseLabel(): void {
    this.dropDown.show();
  }

  override render() {
    const { accepted, corrected, skipped } = this.counts;
    const counted = l10n.t(
      '{0} accepted, {1} corrected, {2} skipped, {3} left',
      ...[accepted, corrected, skipped, this.left].map((count) => whole.format(count)),
    );
    return html`
      <div class="group labels" role="group" aria-label=${l10n.t('Labels')}>
        ${this.labels
          .slice(0, 9)
          .map((label, at) =>
            this.button(
              { label },
              label,
              String(at + 1),
              l10n.t('The selected images are: {0}', label),
            ),
          )}
        <drop-down popup="dialog" @opened=${() => this.labelList.focus()}>
          <span slot="button" title=${l10n.t('Choose or type a label')}>${l10n.t('Other...')}</span><kbd slot="button">0</kbd>
          <label-list open keys .labels=${this.labels} @choose-label=${this.chosen}></label-list>
        </drop-down>
      </div>
      <div class="group" role="group" aria-label=${l10n.t('Review')}>
        ${this.button('accept', l10n.t('Accept'), 'A', l10n.t('The prediction is right'))}
        ${this.button('skip', l10n.t('Skip'), 'S', l10n.t('Pass over the selected images'))}
        ${this.button('undo', l10n.t('Undo'), 'U', l10n.t('Take back the last review'))}
      </div>
      <span class="counts"
        >${this.selected > 1 ? html`${l10n.t('{0} selected', whole.format(this.selected))} · ` : nothing}${counted}</span
      >
      <button
        aria-label=${l10n.t('Keyboard Help')}
        title=${l10n.t('Keyboard Help')}
        @click=${() => fire<ReviewAct>(this, 'review-act', 'help')}
      >
        ${icon('question')}
      </button>
    `;
  }

  private button(act: ReviewAct, text: string, key: string, title: string) {
    const isOff = act === 'undo' ? !this.undoable : this.selected === 0;
    return html`<button
      title=${title}
      aria-keyshortcuts=${key}
      ?disabled=${isOff}
      @click=${() => fire<ReviewAct>(this, 'review-act', act)}
    >
      <span class="text">${text}</span><kbd>${key}</kbd>
    </button>`;
  }

  private chosen({ detail }: CustomEvent<string>): void {
    this.dropDown.close();
    fire<ReviewAct>(this, 'review-act', { label: detail });
  }
}
