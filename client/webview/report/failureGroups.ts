import * as l10n from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FailureGroup } from '../../../server/src/protocol';
import { countText } from '../charts/amounts';
import { linkButton, prose } from '../charts/styles';
import { Asking } from '../detail/pending';
import { failureView, pendingStyle } from '../detail/pendingView';
import { base } from '../styles/base';
import { iconStyle } from '../widgets/icon';
import { failureName } from './failureName';
import { filterRows } from './filterRows';
import { imageLink } from './imageLink';

/** Images that failed, by their reason. */
@customElement('failure-groups')
export class FailureGroups extends LitElement {
  static override styles = [
    base,
    prose,
    linkButton,
    iconStyle,
    pendingStyle,
    css`
      :host {
        display: block;
      }
      summary {
        cursor: pointer;
        padding: 2px 0;
      }
      ul {
        list-style: none;
        margin: 0 0 8px;
        padding: 0 0 0 18px;
      }
      li {
        overflow-wrap: anywhere;
        padding: 2px 0;
      }
    `,
  ];

  /** The most frequent first. */
  @property({ attribute: false }) groups: readonly FailureGroup[] = [];
  @property({ type: Number }) failed = 0;

  private readonly opening = new Asking<null>(this);

  protected override render() {
    return html`
      <h2>${l10n.t('Failures')}</h2>
      <p>
        <button class="link" @click=${() => filterRows(this, { only: 'failed' })}>
          ${l10n.t('Show What Failed ({0})', countText(this.failed))}
        </button>
      </p>
      ${failureView(this.opening.pending)}
      ${this.groups.map((group, index) => this.group(group, index === 0))}
    `;
  }

  private group({ code, images, examples }: FailureGroup, isOpen: boolean) {
    return html`<details ?open=${isOpen}>
      <summary>${failureName(code)} (${countText(images)})</summary>
      <ul>
        ${examples.map(
          ({ image, message }) => html`<li>
            ${imageLink(image, this.opening)}
            <span class="muted">${message}</span>
          </li>`,
        )}
      </ul>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'failure-groups': FailureGroups;
  }
}
