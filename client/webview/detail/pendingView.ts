import * as l10n from '@vscode/l10n';
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../widgets/icon';
import type { Pending } from './pending';

/** That something is on its way, or why it did not come. */
export function pendingView(
  pending: Pending<unknown>,
  { text, retry }: { text: string; retry: () => void },
): TemplateResult | typeof nothing {
  if (pending.state === 'asked') {
    return html`<p class="pending muted" role="status"><span class="turning"></span>${text}</p>`;
  }
  return failureView(pending, retry);
}

/** Why something did not come, and a way to try it again where there is one. */
export function failureView(
  pending: Pending<unknown>,
  retry?: () => void,
): TemplateResult | typeof nothing {
  if (pending.state !== 'failed') return nothing;
  const again = html`<button class="link" @click=${retry}>${l10n.t('Try Again')}</button>`;
  return html`<p class="pending" role="alert">
    ${icon('error')}<span>${pending.message} ${retry ? again : nothing}</span>
  </p>`;
}

export const pendingStyle = css`
  .pending {
    align-items: start;
    display: flex;
    gap: 6px;
  }
  .pending .icon {
    color: var(--vscode-errorForeground);
  }
  .muted.pending {
    animation: appear 0s 0.3s both;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .turning {
    animation: turn 1s linear infinite;
    border: 2px solid var(--vscode-progressBar-background);
    border-block-start-color: transparent;
    border-radius: 50%;
    flex: none;
    height: 14px;
    margin-block-start: 2px;
    width: 14px;
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
`;
