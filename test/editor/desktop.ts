/**
 * Runs the extension-host suite in desktop VS Code, in the oldest version that the manifest allows
 * and in the newest. @vscode/test-electron downloads them into .vscode-test.
 *
 *   npm run test:desktop
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import manifest from '../../package.json';
import { packageRoot } from '../../server/src/packageRoot';
import { bundleSuite } from './harness/bundleSuite';
import { makeWorkspace } from './harness/workspace';

async function main(): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'diffusion-classifier-desktop-'));
  const suite = await bundleSuite(folder);
  const oldest = manifest.engines.vscode.replace('^', '');
  try {
    for (const version of [oldest, 'stable']) {
      const { folder: workspace } = await makeWorkspace(path.join(folder, `pictures-${version}`));
      await runTests({
        version,
        extensionDevelopmentPath: packageRoot(),
        extensionTestsPath: suite,
        extensionTestsEnv: { XDG_CACHE_HOME: path.join(folder, 'cache') },
        launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
      });
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
