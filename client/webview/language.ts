/** Imported before everything else: texts are also looked up when a module is loaded. */
import * as l10n from '@vscode/l10n';
import type { PanelSettings } from '../src/panel/messages';

/** What the extension has put into the page. */
export const settings: PanelSettings = JSON.parse(
  document.querySelector('#settings')?.textContent ?? '',
);

l10n.config({ contents: settings.texts });
document.documentElement.lang = settings.language;
