import { type Disposable, l10n, QuickInputButtons, window } from 'vscode';
import { withoutLinks } from '../messages';
import { findLabelProblem, formatLabels, parseLabels } from './labels';

/**
 * Asks for labels to be typed, `labels` filled in. `back` where the person wants the list of label
 * sets instead; undefined when the question was dismissed.
 */
export function typeLabels(
  title: string,
  labels: readonly string[],
): Promise<string[] | 'back' | undefined> {
  const input = window.createInputBox();
  input.title = title;
  input.prompt = l10n.t('Labels to choose between, separated by commas');
  input.placeholder = l10n.t('cat, dog, bird');
  input.value = formatLabels(labels);
  // A look at the image is not to cost what has been typed.
  input.ignoreFocusOut = true;
  input.buttons = [QuickInputButtons.Back];
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
        resolve('back');
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
