import {
  type ExtensionContext,
  type Hover,
  type LogOutputChannel,
  languages,
  type Position,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { imageExtensions } from '../../server/src/imageExtensions';
import { hoverDocuments } from './hoverDocuments';
import type { Server } from './server';
import { hasHovers } from './settings';

/** Characters of a line that are looked at on either side of the mouse, as many as by the server. */
const reach = 1_024;

const imageName = new RegExp(`\\.(?:${imageExtensions.join('|')})`, 'i');

/**
 * Shows what the server knows of an image when the mouse is over its name. The server is started by
 * the first hover over a line with such a name, as documents without one are no reason for a
 * process; in an untrusted workspace it waits until somebody asks for a classification.
 */
export function activateImageHover(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
): void {
  const provider = languages.registerHoverProvider(hoverDocuments, {
    async provideHover(document, position, token): Promise<Hover | undefined> {
      const isWelcome = hasHovers() && (workspace.isTrusted || server.isStarted);
      if (!isWelcome || !namesImageNear(document, position)) return undefined;
      try {
        return await server.hover(document, position, token);
      } catch (error) {
        // Nobody asked for anything, and the status bar says what is wrong with the server.
        log.debug(`No hover: ${(error as Error).message}`);
        return undefined;
      }
    },
  });
  context.subscriptions.push(provider);
}

function namesImageNear(document: TextDocument, { line, character }: Position): boolean {
  const near = new Range(line, Math.max(0, character - reach), line, character + reach);
  return imageName.test(document.getText(near));
}
