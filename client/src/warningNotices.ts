import { l10n } from 'vscode';
import type { Warning } from '../../server/src/protocol';
import { showWarning } from './messages';
import { warningLines } from './warningText';

/** Warnings that a notification holds before it says how many more there are. */
const maxLines = 3;

/** Tells people of warnings: of each once in a session. */
export class WarningNotices {
  private readonly told = new Set<string>();

  tell(warnings: readonly Warning[] = []): void {
    const lines = warningLines(warnings).filter((line) => !this.told.has(line));
    if (lines.length === 0) return;
    for (const line of lines) this.told.add(line);
    const more = lines.length - maxLines;
    const shown = [
      ...lines.slice(0, maxLines),
      ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
    ];
    // With a button, a notification shows all of its text, and not its first line alone.
    void showWarning(shown.join(' '), l10n.t('OK'));
  }
}
