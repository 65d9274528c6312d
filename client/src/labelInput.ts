import { type Disposable, l10n, ThemeIcon, window } from 'vscode';
import { findLabelProblem, formatLabels, parseLabels } from './labels';
import { withoutLinks } from './messages';

/**
 * Asks for labels. The first suggestion is filled in, so that Enter takes it; the others are
 * behind a button. Undefined when the question was dismissed.
 */
export async function askLabels(
  title: string,
  suggestions: readonly string[][],
): Promise<string[] | undefined> {
  const answer = await typeLabels(title, suggestions);
  return answer === 'choose' ? chooseLabels(title, suggestions) : answer;
}

function typeLabels(
  title: string,
  suggestions: readonly string[][],
): Promise<string[] | 'choose' | undefined> {
  const input = window.createInputBox();
  input.title = title;
  input.prompt = l10n.t('Labels to choose between, separated by commas');
  input.placeholder = l10n.t('cat, dog, bird');
  input.value = formatLabels(suggestions[0] ?? []);
  // A look at the image is not to cost what has been typed.
  input.ignoreFocusOut = true;
  if (suggestions.length > 1) {
    input.buttons = [{ iconPath: new ThemeIcon('history'), tooltip: l10n.t('Recent Labels') }];
  }
  return new Promise((resolve) => {
    const listeners: Disposable[] = [
      input.onDidChangeValue((value) => {
        input.validationMessage = problemText(value);
      }),
      input.onDidAccept(() => {
        input.validationMessage = problemText(input.value);
        if (input.validationMessage) return;
        resolve(parseLabels(input.value));
        input.hide();
      }),
      input.onDidTriggerButton(() => {
        resolve('choose');
        input.hide();
      }),
      input.onDidHide(() => {
        resolve(undefined);
        for (const listener of listeners) listener.dispose();
        input.dispose();
      }),
    ];
    input.show();
  });
}

async function chooseLabels(
  title: string,
  suggestions: readonly string[][],
): Promise<string[] | undefined> {
  const items = suggestions.map((labels) => ({ label: formatLabels(labels), labels }));
  const placeHolder = l10n.t('Labels used before');
  const item = await window.showQuickPick(items, { title, placeHolder });
  return item?.labels;
}

function problemText(value: string): string {
  const problem = findLabelProblem(parseLabels(value));
  switch (problem?.kind) {
    case 'too-few':
      return l10n.t('Type at least two labels, separated by commas.');
    case 'duplicate':
      return withoutLinks(l10n.t('The label "{0}" is listed twice.', problem.label));
    default:
      return '';
  }
}
