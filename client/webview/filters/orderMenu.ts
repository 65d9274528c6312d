import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunSummary } from '../../../server/src/protocol';
import { orderedBy, type RowOrder, type RowQuery } from '../rows/rowQuery';
import { base } from '../styles/base';
import { fire } from '../widgets/fire';
import { icon, iconStyle } from '../widgets/icon';
import '../widgets/menuButton';
import { orderTexts } from './filterTexts';

/** What the rows are ordered by; fires `query-rows` with another query. */
@customElement('order-menu')
export class OrderMenu extends LitElement {
  static override styles = [
    base,
    iconStyle,
    css`
      .face {
        color: var(--vscode-descriptionForeground);
      }
      .icon {
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) query: RowQuery = {};
  @property({ attribute: false }) run!: RunSummary;
  @property({ type: Boolean }) calibrated = false;

  override render() {
    const { order = 'path', descending = false } = this.query;
    return html`<menu-button .items=${[...this.orderItems(order), ...this.directionItems(descending)]}>
      <span slot="button" class="face"
        >${l10n.t('Sort: {0}', orderTexts[order])} ${icon(descending ? 'arrowDown' : 'arrowUp')}</span
      >
    </menu-button>`;
  }

  private orderItems(current: RowOrder) {
    const isKnown = (order: RowOrder) =>
      (order !== 'probability' || this.calibrated) &&
      (order !== 'truth' || this.run.groundTruth !== 'none');
    const orders = (Object.keys(orderTexts) as RowOrder[]).filter(isKnown);
    return orders.map((order) => ({
      label: orderTexts[order],
      isChecked: order === current,
      act: () => this.change(order === current ? this.query : orderedBy(this.query, order)),
    }));
  }

  private directionItems(isDescending: boolean) {
    return [false, true].map((descending) => ({
      label: descending ? l10n.t('Descending') : l10n.t('Ascending'),
      isChecked: descending === isDescending,
      beginsGroup: !descending,
      act: () => this.change({ ...this.query, descending }),
    }));
  }

  private change(query: RowQuery): void {
    fire(this, 'query-rows', query);
  }
}
