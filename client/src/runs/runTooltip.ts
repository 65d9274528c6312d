import { env, l10n, MarkdownString } from 'vscode';
import { ClassificationFailure } from '../failure';
import { failureText } from '../failureText';
import { listText } from '../listText';
import { durationText } from '../models/amounts';
import { startOf } from '../shortened';
import { warningLines } from '../warningText';
import { accuracyText, numberText, runDescription, runName } from './runText';
import type { RunView } from './runView';

/** Labels and warnings that a tooltip has room for. */
const maxLabels = 12;
const maxWarnings = 3;

/** Everything that is known of a run. Names of files and labels may hold anything: they are text. */
export function runTooltip(view: RunView): MarkdownString {
  const markdown = new MarkdownString();
  const [title = '', ...lines] = runLines(view);
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const line of lines) markdown.appendMarkdown('\n\n').appendText(line);
  return markdown;
}

function runLines(view: RunView): string[] {
  const { summary, accuracy } = view;
  const { folder, model, began, ended, seconds, counts, warnings = [] } = summary;
  return [
    runName(summary),
    folder,
    runDescription(view),
    ...troubleLines(view),
    l10n.t('Model: {0}', model),
    l10n.t('Labels: {0}', labelsText(summary.labels)),
    ...(accuracy === undefined ? [] : [l10n.t('Right: {0}', accuracyText(accuracy))]),
    ...(counts.failed > 0 ? [l10n.t('Failed: {0}', numberText(counts.failed))] : []),
    l10n.t('Began: {0}', timeText(began)),
    ...(ended === undefined ? [] : [l10n.t('Ended: {0}', timeText(ended))]),
    ...(seconds >= 1 ? [l10n.t('Worked for {0}', durationText(seconds))] : []),
    ...cut(warningLines(warnings), maxWarnings),
  ];
}

function troubleLines({ summary: { state, failure }, trouble }: RunView): string[] {
  if (trouble) return [failureText(trouble)];
  if (state !== 'failed' || !failure) return [];
  return [failureText(new ClassificationFailure(failure.code, failure.message))];
}

function labelsText(labels: readonly string[]): string {
  return listText(
    cut(
      labels.map((label) => startOf(label)),
      maxLabels,
    ),
  );
}

function cut(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), l10n.t('and {0} more', more)] : [...lines];
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso),
  );
}
