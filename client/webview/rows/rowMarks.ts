import * as l10n from '@vscode/l10n';
import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { RunRow } from '../../../server/src/protocol';
import { icon } from '../widgets/icon';
import { isRight, reviewStateOf, reviewText } from './rowText';

const reviewIcons = { accepted: 'check', corrected: 'edit', skipped: 'skip' } as const;

/** What was said of an image, as a picture beside its words. */
export function reviewIcon(row: RunRow): TemplateResult | typeof nothing {
  const state = reviewStateOf(row);
  return state ? html`<span class="mark ${state}">${icon(reviewIcons[state])}</span>` : nothing;
}

/** What was said of an image, as a picture alone; in words where one points at it or listens. */
export function reviewMark(row: RunRow): TemplateResult | typeof nothing {
  const state = reviewStateOf(row);
  if (!state) return nothing;
  const says = reviewText(row);
  return html`<span class="mark ${state}" title=${says}
    >${icon(reviewIcons[state])}<span class="unseen">${says}</span></span
  >`;
}

/** The right label, and whether it was predicted. */
export function truthMark(row: RunRow): TemplateResult | typeof nothing {
  if (row.truth === undefined) return nothing;
  const right = isRight(row);
  const says = l10n.t('Right label: {0}', row.truth);
  if (right === undefined) return html`<span class="truth" title=${says}>${row.truth}</span>`;
  return html`<span class="truth ${right ? 'right' : 'wrong'}" title=${says}
    >${icon(right ? 'check' : 'close')}<span class="unseen"
      >${right ? l10n.t('Right') : l10n.t('Wrong')}, ${l10n.t('Right Label')}</span
    ><span class="name">${row.truth}</span></span
  >`;
}

/** Something to know of a result. */
export function alertMark(name: 'error' | 'question', says: string): TemplateResult {
  return html`<span class="alert" title=${says}>${icon(name)}<span class="unseen">${says}</span></span>`;
}

/** A share in 0..1 as a bar; attributes of SVG need no style that the page's policy would refuse. */
export function bar(share: number): TemplateResult {
  return html`<svg class="bar" aria-hidden="true">
    ${svg`<rect class="track" width="100%" height="100%" rx="1" />
      <rect class="filled" width="${(100 * share).toFixed(1)}%" height="100%" rx="1" />`}
  </svg>`;
}

export const markStyle = css`
  .bar {
    display: block;
    forced-color-adjust: none;
    height: 3px;
    width: 100%;
  }
  .bar .track {
    fill: var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
    opacity: 0.5;
  }
  .bar .filled {
    fill: var(--vscode-progressBar-background);
  }
  .truth {
    align-items: center;
    display: inline-flex;
    gap: 3px;
    min-width: 0;
  }
  .truth .icon,
  .mark .icon,
  .alert .icon {
    font-size: 14px;
  }
  .truth .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .right .icon,
  .accepted .icon {
    color: var(--vscode-charts-green);
  }
  .wrong .icon {
    color: var(--vscode-errorForeground);
  }
  .corrected .icon {
    color: var(--vscode-charts-blue);
  }
  .alert .icon {
    color: var(--vscode-editorWarning-foreground);
  }
`;
