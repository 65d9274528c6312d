import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { launchBrowser } from './browser';
import { VSCodeServer } from './vscodeServer';
import { makeWorkspace, type Workspace } from './workspace';

/** VS Code's server, a browser and a workspace, all of them new and used by one test file. */
export interface Session {
  server: VSCodeServer;
  browser: Browser;
  workspace: Workspace;
  /** A temporary folder that holds everything and goes with the session. */
  folder: string;
  close(): Promise<void>;
}

/**
 * @param options see {@link VSCodeServer.start}; the extension may also be made in the session's
 *   folder
 */
export async function startSession({
  extension,
  packageFile,
  language,
  environment = {},
  asksForTrust = false,
  forExtensionTests = false,
}: {
  extension?: string | ((folder: string) => Promise<string>);
  packageFile?: string;
  language?: string;
  environment?: Record<string, string>;
  asksForTrust?: boolean;
  forExtensionTests?: boolean;
}): Promise<Session> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'diffusion-classifier-editor-'));
  const workspace = await makeWorkspace(path.join(folder, 'pictures'));
  const dataFolder = path.join(folder, 'data');
  const installation = inject('installation');
  const installed = typeof extension === 'function' ? await extension(folder) : extension;
  const server = await VSCodeServer.start({
    installation,
    dataFolder,
    environment,
    asksForTrust,
    forExtensionTests,
    ...(installed && { extension: installed }),
    ...(packageFile && { packageFile }),
    ...(language && { language }),
  });
  try {
    const browser = await launchBrowser();
    const close = async () => {
      await browser.close();
      await server.stop();
      await fs.rm(folder, { recursive: true, force: true });
    };
    return { server, browser, workspace, folder, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
