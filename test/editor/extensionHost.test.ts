import { expect, inject, onTestFinished, test } from 'vitest';
import { bundleSuite } from './harness/bundleSuite';
import { runExtensionTests } from './harness/runExtensionTests';
import { startSession } from './harness/session';

test('the extension-host suite passes in VS Code in a browser', async () => {
  const session = await startSession({ forExtensionTests: true });
  onTestFinished(session.close);
  const printed = await runExtensionTests(session.browser, session.server, {
    workspace: session.workspace.folder,
    extension: inject('extension'),
    suite: await bundleSuite(session.folder),
  });
  console.log(printed);
  expect(printed).toMatch(/^\d+ passed, 0 failed$/m);
});
