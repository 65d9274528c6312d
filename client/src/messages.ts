import { window } from 'vscode';

/**
 * The text for a place where VS Code makes links of `[label](command:...)`, which run any command:
 * notifications, progress, and what stands below an input box. Names of files and labels may come
 * from somebody else, so their links are taken apart.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** As `window.showErrorMessage`, without links; so are the others. */
export function showError(text: string, ...actions: string[]): Thenable<string | undefined> {
  return window.showErrorMessage(withoutLinks(text), ...actions);
}

export function showWarning(text: string, ...actions: string[]): Thenable<string | undefined> {
  return window.showWarningMessage(withoutLinks(text), ...actions);
}

export function showInformation(text: string, ...actions: string[]): Thenable<string | undefined> {
  return window.showInformationMessage(withoutLinks(text), ...actions);
}
