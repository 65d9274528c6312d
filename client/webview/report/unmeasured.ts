import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { Measured } from '../../../server/src/protocol';
import { countText } from '../charts/amounts';
import { filterRows } from './filterRows';

/** Why there is no accuracy, what would give one, and what helps without it. */
export function unmeasured(measured: Measured | null, element: EventTarget) {
  return html`<section>
    <p>
      ${
        measured
          ? l10n.t('No image has a right label that was asked about, so nothing can be measured.')
          : l10n.t(
              'The right labels of these images are not known: only what was predicted is shown.',
            )
      }
      ${l10n.t('To measure accuracy, put the images into a folder for each label, as in cat/1.png, and classify the folder again: what is remembered costs nothing.')}
    </p>
    ${measured ? notCounted(measured.notAsked, measured.unknown) : nothing}
    <p>
      <button class="link" @click=${() => filterRows(element, { order: 'uncertainty' })}>
        ${l10n.t('Show the Least Certain Images First')}
      </button>
    </p>
  </section>`;
}

/** Images that were classified, but that no figure counts. */
export function notCounted(notAsked: Measured['notAsked'], unknown: number) {
  const images = notAsked.reduce((sum, each) => sum + each.images, 0);
  return html`
    ${
      images > 0
        ? html`<p class="muted">
            ${l10n.t(
              'Images whose right label was not asked about, such as {1}, and which are not counted: {0}.',
              countText(images),
              notAsked[0]?.label ?? '',
            )}
          </p>`
        : nothing
    }
    ${
      unknown > 0
        ? html`<p class="muted">
            ${l10n.t('Images without a right label, which are not counted: {0}.', countText(unknown))}
          </p>`
        : nothing
    }
  `;
}
