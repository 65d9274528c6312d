import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunSummary } from '../../../server/src/protocol';
import {
  type FilterName,
  type Filters,
  type RowQuery,
  setFilters,
  withFilters,
  withoutFilters,
} from '../rows/rowQuery';
import { base } from '../styles/base';
import type { DropDown } from '../widgets/dropDown';
import '../widgets/dropDown';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';
import '../widgets/labelList';
import '../widgets/menuButton';
import { filterText, filterTitles, outcomeTexts, reviewTexts } from './filterTexts';
import './orderMenu';
import './probabilityRange';

/** What is to be seen of a run, and in which order; fires `query-rows` with another query. */
@customElement('filter-bar')
export class FilterBar extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      :host {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        min-height: 28px;
        padding: 2px 8px;
      }
      .filter {
        align-items: center;
        border-radius: var(--vscode-cornerRadius-small, 4px);
        color: var(--vscode-descriptionForeground);
        display: inline-flex;
        max-width: 260px;
      }
      .filter.set {
        background: var(--vscode-inputOption-activeBackground);
        color: var(--vscode-inputOption-activeForeground);
        outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
        outline-offset: -1px;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .icon {
        font-size: 12px;
      }
      span[slot='button'] {
        line-height: 16px;
      }
      .plain {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--vscode-cornerRadius-small, 4px);
        display: inline-flex;
        height: 22px;
        padding: 0 4px;
      }
      .plain:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .gap {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) query: RowQuery = {};
  @property({ attribute: false }) run!: RunSummary;
  @property({ type: Boolean }) calibrated = true;

  override render() {
    const isMeasured = this.run.groundTruth !== 'none';
    const outcomes = Object.keys(outcomeTexts) as (keyof typeof outcomeTexts)[];
    const asked = outcomes.filter((each) => isMeasured || !['right', 'wrong'].includes(each));
    return html`
      ${this.labelFilter('predicted')} ${isMeasured ? this.labelFilter('truth') : nothing}
      ${this.choiceFilter('only', asked, outcomeTexts)}
      ${this.choiceFilter('review', Object.keys(reviewTexts) as (keyof typeof reviewTexts)[], reviewTexts)}
      ${this.calibrated ? this.rangeFilter() : nothing}
      ${
        setFilters(this.query).length > 1
          ? html`<button class="plain" @click=${this.clearAll}>${l10n.t('Clear Filters')}</button>`
          : nothing
      }
      <span class="gap"></span>
      <order-menu .query=${this.query} .run=${this.run} ?calibrated=${this.calibrated}></order-menu>
    `;
  }

  private labelFilter(name: 'predicted' | 'truth') {
    const chosen = (event: CustomEvent<string>) => {
      closeAround(event);
      this.filter({ [name]: event.detail });
    };
    return this.filterTemplate(
      name,
      html`<drop-down popup="dialog" @opened=${focusInside}>
        ${this.faceTemplate(name)}
        <label-list .labels=${this.run.labels} @choose-label=${chosen}></label-list>
      </drop-down>`,
    );
  }

  private choiceFilter<N extends 'only' | 'review'>(
    name: N,
    choices: NonNullable<RowQuery[N]>[],
    texts: Record<string, string>,
  ) {
    const items = choices.map((choice) => ({
      label: texts[choice] ?? choice,
      isChecked: this.query[name] === choice,
      act: () => this.filter({ [name]: choice }),
    }));
    return this.filterTemplate(
      name,
      html`<menu-button .items=${items}>${this.faceTemplate(name)}</menu-button>`,
    );
  }

  private rangeFilter() {
    const chosen = (event: CustomEvent<[number, number]>) => {
      closeAround(event);
      this.filter({ probability: event.detail });
    };
    return this.filterTemplate(
      'probability',
      html`<drop-down popup="dialog" @opened=${focusInside}>
        ${this.faceTemplate('probability')}
        <probability-range
          .range=${this.query.probability}
          @choose-range=${chosen}
        ></probability-range>
      </drop-down>`,
    );
  }

  private faceTemplate(name: FilterName) {
    const title = filterTitles[name];
    const isSet = this.query[name] !== undefined;
    return html`<span slot="button" class="name"
        >${isSet ? l10n.t('{0}: {1}', title, filterText(this.query, name)) : title}</span
      ><span slot="button">${icon('chevronDown')}</span>`;
  }

  private filterTemplate(name: FilterName, button: TemplateResult) {
    const isSet = this.query[name] !== undefined;
    const remove = l10n.t('Remove the filter {0}', filterTitles[name]);
    return html`<span class="filter ${isSet ? 'set' : ''}">
      ${button}
      ${
        isSet
          ? html`<button
            class="plain"
            aria-label=${remove}
            title=${remove}
            @click=${() => this.filter({ [name]: undefined })}
          >
            ${icon('close')}
          </button>`
          : nothing
      }
    </span>`;
  }

  private clearAll(): void {
    fire(this, 'query-rows', withoutFilters(this.query));
  }

  private filter(filters: Filters): void {
    fire(this, 'query-rows', withFilters(this.query, filters));
  }
}

function focusInside({ currentTarget }: Event): void {
  (currentTarget as DropDown).querySelector<HTMLElement>('label-list, probability-range')?.focus();
}

function closeAround({ currentTarget }: Event): void {
  (currentTarget as HTMLElement).closest<DropDown>('drop-down')?.close();
}
