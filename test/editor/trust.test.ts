import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { ReplaceableServer } from './harness/replaceableServer';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let server: ReplaceableServer;
let workbench: Workbench;

beforeAll(async () => {
  session = await startSession({
    extension: async (folder) => {
      server = await ReplaceableServer.make(inject('extension'), path.join(folder, 'extension'));
      return server.folder;
    },
    asksForTrust: true,
  });
  const { folder } = session.workspace;
  await fs.mkdir(path.join(folder, '.vscode'));
  const settings = {
    'diffusionClassifier.model': path.join(folder, 'model-of-a-stranger'),
    'diffusionClassifier.providers': ['cuda'],
    'diffusionClassifier.devices': [7],
    'diffusionClassifier.cacheFolder': path.join(folder, 'cache-of-a-stranger'),
    'diffusionClassifier.limits.megabytes': 0.001,
    'diffusionClassifier.labels': ['cat', 'dog', 'ship'],
  };
  await fs.writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  const artefacts = path.join(inject('artefacts'), 'trust');
  workbench = await Workbench.open(session.browser, session.server, folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('in a workspace that is not trusted nothing starts by itself', async () => {
  await workbench.page.getByText('Restricted Mode is intended').waitFor();
  await workbench.openFile(session.workspace.markdown);
  const words = workbench.page.locator('.monaco-editor .view-line span span');
  await words.filter({ hasText: 'bird.jpg' }).first().hover();
  await workbench.hover.waitFor({ timeout: 3_000 }).catch(() => {});
  // The extension answers to this command after it was asked for the hover.
  await workbench.runCommand('Diffusion Classifier: Show Log');
  await workbench.page.locator('.part.panel').getByText('Output').first().waitFor();
  await workbench.screenshot('restricted');
  expect(await server.starts()).toEqual([]);
});

test('what the workspace sets of the machine is not used, and its labels are proposed', async () => {
  const bird = workbench.explorerRow('bird.jpg');
  await workbench.chooseFromContextMenu(bird, 'Classify Image With...');
  await workbench.pickRow('cat, dog, ship').first().waitFor();
  await workbench.screenshot('labels');
  await workbench.pickRow('cat, dog, ship').first().click();
  await workbench.notification(/bird\.jpg: (cat|dog|ship) \d+%, /).waitFor();
  await workbench.screenshot('classified');
  expect(await server.starts()).toHaveLength(1);
  const made = await fs.readdir(session.workspace.folder);
  expect(made).not.toContain('cache-of-a-stranger');
  await workbench.dismissNotifications();
});
