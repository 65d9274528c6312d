import { type ExtensionContext, type LogOutputChannel, workspace } from 'vscode';
import type { Server } from './server';

/**
 * Starts the server, which answers hovers over links to images, once a Markdown document is open.
 * In an untrusted workspace it waits until somebody asks for a classification.
 */
export function activateMarkdown(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
): void {
  const startIfNeeded = (): void => {
    const needed = workspace.textDocuments.some(({ languageId }) => languageId === 'markdown');
    if (!needed || !workspace.isTrusted) return;
    // Nobody asked for anything yet, so a failure is for the log and the status bar only.
    server.start().catch((error: Error) => log.error(error.message));
  };
  startIfNeeded();
  context.subscriptions.push(
    workspace.onDidOpenTextDocument(startIfNeeded),
    workspace.onDidGrantWorkspaceTrust(startIfNeeded),
  );
}
