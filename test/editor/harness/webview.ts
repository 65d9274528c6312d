import type { FrameLocator, Page } from 'playwright-core';

/**
 * The document of the webview in front: VS Code puts an extension's page into a frame of a frame, and
 * keeps the outer one of a tab that is hidden.
 */
export function webviewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
}
