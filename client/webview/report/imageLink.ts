import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Asking } from '../detail/pending';
import { ask } from '../extension';

/** An image of the run by its path, which opens in the editor. */
export function imageLink(image: string, opening: Asking<null>): TemplateResult {
  return html`<button
    class="link"
    title=${l10n.t('Open {0}', image)}
    @click=${() => void opening.ask((signal) => ask('act', { action: 'openImage', image }, signal))}
  >
    ${image}
  </button>`;
}
