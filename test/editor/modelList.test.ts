import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { ReplaceableServer } from './harness/replaceableServer';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;

/** Settings are written some time after they were changed. */
const patiently = { timeout: 10_000 };

beforeAll(async () => {
  session = await startSession({
    extension: async (folder) => {
      const made = path.join(folder, 'extension');
      const server = await ReplaceableServer.make(inject('extension'), made);
      await server.useFake('models');
      return server.folder;
    },
  });
  const artefacts = path.join(inject('artefacts'), 'modelList');
  const { browser, workspace } = session;
  workbench = await Workbench.open(browser, session.server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

/** Light comes last: the other tests are in it. */
const themes = ['Dark Modern', 'Dark High Contrast', 'Light High Contrast', 'Light Modern'];

test('models are listed in groups, with what each takes', async () => {
  await openList();
  const text = await workbench.quickInput.textContent();
  for (const group of ['Bundled', 'On this machine', 'To download']) expect(text).toContain(group);
  await expect(row('Everyday things').textContent()).resolves.toContain('in use');
  await expect(row('1.5').textContent()).resolves.toContain('resume download, 3.1 of 5.2 GB');
  for (const fact of ['13 GB', '1024 px', '16 GB memory', 'RAIL++', 'stabilityai/']) {
    expect((await row('XL').textContent())?.replaceAll('\u00a0', ' ')).toContain(fact);
  }
  await closeList();
});

test.each(themes)('the list and a download in the theme %s', async (theme) => {
  await chooseTheme(theme);
  await openList();
  await workbench.leave();
  await workbench.hover.waitFor({ state: 'hidden' });
  await workbench.screenshot('list');

  await row('1.5').click();
  await workbench.dialog.getByText('Open RAIL-M').first().waitFor();
  await workbench.screenshot('licence');
  await workbench.dialog.getByText('Accept and Download').click();
  const progress = workbench.notification('Downloading Stable Diffusion 1.5');
  await progress.filter({ hasText: /\d+%, [\d.]+ of 5\.2 GB, 12\sMB\/s, \d+ min left/ }).waitFor();
  await workbench.screenshot('progress');
  await progress.getByText('Cancel').click();
  await workbench.notification('was cancelled. What has come so far is kept.').waitFor();
  await progress.waitFor({ state: 'hidden' });
  await workbench.screenshot('cancelled');
  await workbench.dismissNotifications();
});

test('a licence that is not accepted downloads nothing', async () => {
  await openList();
  await row('XL').click();
  await workbench.dialog.getByText('RAIL++').first().waitFor();
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
  expect(await workbench.notifications.count()).toBe(0);
  await openList();
  expect(await row('XL').textContent()).not.toContain('resume');
  await closeList();
});

test('a damaged model is found by its verification', async () => {
  await openList();
  await row('2.1').hover();
  await row('2.1').getByRole('button', { name: 'Verify' }).click();
  const damaged = workbench.notification('Stable Diffusion 2.1-base, half precision is damaged');
  await damaged.filter({ hasText: 'unet/model.onnx_data (wrong content)' }).waitFor();
  await workbench.notification('Verifying').waitFor({ state: 'hidden' });
  await workbench.screenshot('damaged');
  await workbench.dismissNotifications();
});

test('the model in use is removed after a question, and the bundled one takes its place', async () => {
  await openList();
  await row('2.1').click();
  await expect.poll(modelSetting, patiently).toBe('stable-diffusion-2-1-base');
  await workbench.runCommand('Diffusion Classifier: Remove Model...');
  await row('2.1').filter({ hasText: 'in use' }).click();
  await workbench.dialog.getByText('It is in use').waitFor();
  await workbench.screenshot('remove');
  await workbench.dialog.getByText('Remove', { exact: true }).click();
  await workbench.notification(/2\.6\sGB are free again/).waitFor();
  expect(await modelSetting()).toBeUndefined();
  await workbench.dismissNotifications();
});

test('what is typed may be the name of a repository', async () => {
  await openList();
  await workbench.input.fill('owner/name');
  await row('Download owner/name').click();
  await workbench.notification('huggingface.co has no such model').waitFor();
  await workbench.notification('Asking').waitFor({ state: 'hidden' });
  await workbench.screenshot('no-repository');
  await workbench.dismissNotifications();
});

function row(text: string) {
  return workbench.quickInput.locator('.monaco-list-row', { hasText: text });
}

async function openList(): Promise<void> {
  await workbench.runCommand('Diffusion Classifier: Choose Model...');
  await row('Everyday things').waitFor();
}

async function closeList(): Promise<void> {
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
}

async function chooseTheme(theme: string): Promise<void> {
  await workbench.runCommand('Preferences: Color Theme');
  await workbench.input.fill(theme);
  await row(theme).first().click();
  await workbench.quickInput.waitFor({ state: 'hidden' });
}

async function modelSetting(): Promise<unknown> {
  const file = path.join(session.folder, 'data/user/Machine/settings.json');
  const text = await fs.readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text)['diffusionClassifier.model'];
}
