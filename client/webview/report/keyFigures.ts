import * as l10n from '@vscode/l10n';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { RunReport, Share } from '../../../server/src/protocol';
import { countText, secondsText, shareText } from '../charts/amounts';
import { filterRows } from './filterRows';

/** The figures that a report begins with; links of them fire events on `element`. */
export function keyFigures(report: RunReport, element: EventTarget): TemplateResult {
  const { measured, images, failed, undecided, evaluations, remembered, seconds } = report;
  const f1 = measured?.macro.f1 ?? null;
  return html`<dl class="figures number">
    ${accuracyFigure(measured?.accuracy ?? null)}
    ${figure(l10n.t('images'), countText(images), failed > 0 ? l10n.t('{0} failed', countText(failed)) : '')}
    ${f1 === null ? nothing : figure(l10n.t('mean F1 of the labels'), shareText(f1))}
    ${undecidedFigure(undecided, element)}
    ${
      evaluations
        ? figure(
            l10n.t('evaluations an image, at the median'),
            countText(evaluations.median),
            l10n.t(
              '{0} in all, {1} remembered',
              countText(evaluations.total),
              countText(remembered),
            ),
          )
        : nothing
    }
    ${
      seconds && seconds.total > 0
        ? figure(
            l10n.t('seconds an image, on average'),
            secondsText(seconds.mean),
            l10n.t('{0} s in all', secondsText(seconds.total)),
          )
        : nothing
    }
  </dl>`;
}

function accuracyFigure(accuracy: Share | null) {
  if (!accuracy) return nothing;
  const [low, high] = accuracy.interval.map(shareText);
  return figure(
    l10n.t('right, {0} of {1} images', countText(accuracy.count), countText(accuracy.of)),
    shareText(accuracy.share),
    l10n.t('{0} to {1}', low!, high!),
  );
}

function undecidedFigure(undecided: Share | null, element: EventTarget) {
  if (!undecided || undecided.count === 0) return nothing;
  const name = html`<button
    class="link"
    title=${l10n.t('Show the images whose race was undecided')}
    @click=${() => filterRows(element, { only: 'undecided' })}
  >
    ${l10n.t('undecided races')}
  </button>`;
  return figure(name, countText(undecided.count), shareText(undecided.share));
}

function figure(name: unknown, value: string, beside = '') {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value} ${beside ? html`<small>${beside}</small>` : nothing}</dd>
  </div>`;
}

export const figuresStyle = css`
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 40px;
    margin: 0;
  }
  .figures div {
    display: flex;
    flex-direction: column-reverse;
    justify-content: flex-end;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    font-size: 20px;
    font-weight: 600;
    margin: 0;
  }
  dd small {
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
    font-weight: normal;
  }
`;
