import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { packageRoot } from '../../server/src/packageRoot';
import { HubServer } from '../fixtures/hub/hubServer';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

const model = path.join(packageRoot(), 'test/fixtures/tiny-sd1');
const repository = 'someone/tiny';
const weights = 'unet/model.onnx';

/** Settings are written some time after they were changed. */
const patiently = { timeout: 10_000 };

let hub: HubServer;
let session: Session;
let workbench: Workbench;
let models: string;
let image: string;

beforeAll(async () => {
  hub = await HubServer.start(model, { repository });
  const environment = { HF_ENDPOINT: hub.url, HF_TOKEN: '', HF_HOME: '/nowhere' };
  session = await startSession({ extension: inject('extension'), environment });
  models = path.join(session.folder, 'data/models');
  [image = ''] = session.workspace.images;
  const artefacts = path.join(inject('artefacts'), 'models');
  const { browser, server, workspace } = session;
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(async () => {
  await session?.close();
  hub?.close();
});

test('nothing of a model is downloaded before its licence is accepted', async () => {
  await askForRepository();
  await workbench.dialog.getByText('comes under the licence mit').waitFor();
  await workbench.screenshot('licence');
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
  expect(hub.asked.filter(({ what }) => what !== 'listing')).toEqual([]);
  await expect(fs.readdir(models)).rejects.toThrow('ENOENT');
});

test('a download that is cut off says so, and goes on where it was', async () => {
  const half = Math.floor((hub.files.get(weights)?.content.length ?? 0) / 2);
  hub.faults.push({ at: weights, cutAt: half });
  await askForRepository();
  await workbench.dialog.getByText('Accept and Download').click();
  const message = workbench.notification(`Could not download ${repository}`);
  await message.filter({ hasText: 'was cut. What has come so far is kept.' }).waitFor();
  await progressIsGone();
  await workbench.screenshot('cut');

  hub.faults.length = 0;
  hub.asked.length = 0;
  await message.getByText('Resume').click();
  const done = workbench.notification(`${repository} has been downloaded.`);
  await done.waitFor();
  await progressIsGone();
  await workbench.screenshot('downloaded');
  expect(hub.bytesAsked(weights).map(({ range }) => range)).toEqual([`bytes=${half}-`]);
  const downloaded = await fs.readFile(path.join(models, 'someone--tiny', weights));
  expect(downloaded.equals(await fs.readFile(path.join(model, weights)))).toBe(true);

  await done.getByText('Use It').click();
  await expect.poll(modelSetting, patiently).toBe('someone--tiny');
});

test('the downloaded model classifies by any words', async () => {
  const result = await classify('a red bicycle, a kitten asleep, Mont Blanc at dawn');
  await result.filter({ hasText: 'not calibrated' }).waitFor();
  await workbench.screenshot('classified');
  await result.getByText('Show Details').click();
  await workbench.dialog.getByText('Model someone--tiny').waitFor();
  await workbench.screenshot('details');
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
  await workbench.dismissNotifications();
  expect(await statusItem().textContent()).toContain('someone--tiny');
  await workbench.hoverUntil(statusItem(), 'Provider');
  await workbench.screenshot('status');
});

test('a prompt that the model cannot read to its end is told, once, and with the result', async () => {
  const long = `cat ${'that sits on a very old wooden bridge '.repeat(12)}`;
  const warning = 'is longer than model someone--tiny can read';
  const result = await classify(`${long}, a bicycle`);
  await workbench.notification(warning).waitFor();
  await workbench.screenshot('prompt-cut');
  await result.getByText('Show Details').click();
  await workbench.dialog.getByText(warning).waitFor();
  await workbench.screenshot('prompt-cut-details');
  await workbench.page.keyboard.press('Escape');
  await workbench.dismissNotifications();

  await classify(`${long}, a bicycle`);
  expect(await workbench.notification(warning).count()).toBe(0);
  await workbench.dismissNotifications();
});

test('templates of the settings make the prompts', async () => {
  await setWorkspaceSettings({ 'diffusionClassifier.templates': ['no place for a label'] });
  await classifyUntil('must be a list of texts, each with {} where the label goes');
  await workbench.screenshot('wrong-template');
  await setWorkspaceSettings({ 'diffusionClassifier.templates': ['a sketch of a {}'] });
  await classifyUntil('Show Details');

  await chooseModel('Everyday');
  const refusal = await classifyUntil('knows a fixed list of labels and reads no text.');
  await workbench.screenshot('templates-refused');
  expect(await refusal.textContent()).toContain('"diffusionClassifier.templates"');
  await setWorkspaceSettings({});
  await workbench.dismissNotifications();
});

test('labels that the bundled model does not know lead to the list of models', async () => {
  await startClassifying('a red bicycle, cat');
  const refusal = workbench.notification('Other labels need a text-to-image model');
  await refusal.waitFor();
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  await workbench.screenshot('label-unknown');
  await refusal.getByText('Choose Model...').click();
  await row('someone/tiny').waitFor();
  await workbench.screenshot('list');
  const detail = row('half precision').first().getByText('Any words, on a GPU');
  await workbench.hoverUntil(detail, 'nmkd/stable-diffusion-1.5-onnx-fp16');
  await workbench.screenshot('list-hover');
  await workbench.page.keyboard.press('Escape');
  await workbench.dismissNotifications();
});

test('a folder is used as a model, unless it holds none', async () => {
  await chooseFolder(session.workspace.folder, '.vscode');
  await workbench.notification('has no model_index.json').waitFor();
  await workbench.screenshot('no-model-folder');
  await workbench.dismissNotifications();
  // On a busy machine the dialog may close without having taken the folder: then it is chosen again.
  const chosen = async (): Promise<unknown> => {
    await chooseFolder(model, 'vae_encoder');
    await expect
      .poll(modelSetting, { timeout: 5_000 })
      .toBe(model)
      .catch(() => {});
    return await modelSetting();
  };
  await expect.poll(chosen, { timeout: 60_000 }).toBe(model);
  await expect.poll(statusText, patiently).toContain('tiny-sd1');
  await classify('a red bicycle, a kitten asleep');
  await workbench.dismissNotifications();
});

test('a provider that cannot be used is told once, with the reason, and in the status', async () => {
  const machine = path.join(session.folder, 'data/user/Machine');
  const settings = JSON.parse(await fs.readFile(path.join(machine, 'settings.json'), 'utf8'));
  await writeSettings(machine, { ...settings, 'diffusionClassifier.providers': ['coreml', 'cpu'] });
  const offer = workbench.notification('once the server is restarted');
  await offer.getByText('Restart Server').click();
  await offer.waitFor({ state: 'hidden' });
  await startClassifying('a red bicycle, a kitten asleep');
  // It comes with the first sign of the work, and goes by itself before the end of it.
  await workbench.notification(/coreml cannot be used \(.+\)\. cpu is used instead\./).waitFor();
  await workbench.screenshot('provider-fallback');
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  await workbench.dismissNotifications();
  await classify('a red bicycle, a kitten asleep');
  expect(await workbench.notification('coreml').count()).toBe(0);
  await workbench.dismissNotifications();
  expect(await statusText()).toContain('coreml cannot be used');
  await workbench.hoverUntil(statusItem(), 'coreml cannot be used');
  await workbench.screenshot('provider-fallback-status');
  await writeSettings(machine, settings);
});

test('a downloaded model is verified, and removed', async () => {
  await workbench.runCommand('Diffusion Classifier: Verify Model...');
  await row('someone/tiny').click();
  await workbench.notification('someone/tiny is whole').waitFor();
  await progressIsGone();
  await workbench.screenshot('whole');
  await workbench.dismissNotifications();

  await workbench.runCommand('Diffusion Classifier: Remove Model...');
  await row('someone/tiny').click();
  await workbench.dialog.getByText('Remove', { exact: true }).click();
  await workbench.notification('someone/tiny was removed').waitFor();
  await workbench.screenshot('removed');
  await expect(fs.readdir(path.join(models, 'someone--tiny'))).rejects.toThrow('ENOENT');
  await workbench.dismissNotifications();
});

test('where the hub asks who it is, a token is asked for, kept, and sent', async () => {
  hub.faults.push({ at: 'listing', status: 401, times: 1 });
  hub.asked.length = 0;
  await askForRepository();
  const message = workbench.notification('does not give it to everybody (401)');
  await message.waitFor();
  await progressIsGone();
  await workbench.screenshot('token-wanted');
  await message.getByText('Enter Token...').click();
  await workbench.type('Token for Hugging Face', 'hf_0123456789');
  await workbench.screenshot('token');
  await workbench.input.press('Enter');
  await workbench.dialog.getByText('Accept and Download').click();
  await workbench.notification(`${repository} has been downloaded.`).waitFor();
  const [refused, ...others] = hub.asked;
  expect(refused?.authorization).toBeUndefined();
  const toHub = others.filter(({ host }) => host === 'hub');
  expect(new Set(toHub.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer hf_0123456789']),
  );
  await workbench.dismissNotifications();
  await workbench.runCommand('Diffusion Classifier: Remove Hugging Face Token');
});

function row(text: string): Locator {
  return workbench.quickInput.locator('.monaco-list-row', { hasText: text });
}

function statusItem(): Locator {
  return workbench.page.locator('.statusbar-item[id$="diffusion-classifier.status"]');
}

/** What the status bar says to a screen reader, which is what its hover shows. */
async function statusText(): Promise<string> {
  return (await statusItem().getAttribute('aria-label')) ?? '';
}

/**
 * By VS Code's own file dialog, which takes a while to follow what is typed.
 *
 * @param holds what the dialog lists once it does
 */
async function chooseFolder(folder: string, holds: string): Promise<void> {
  await openList();
  await workbench.input.fill('Use a Folder');
  await row('Use a Folder').click();
  await workbench.type('Choose the folder of a model', `${folder}/`);
  await row(holds).waitFor();
  // The dialog is deaf while it still reads the folder.
  const use = workbench.quickInput.getByText('Use', { exact: true });
  const isOpen = async (): Promise<boolean> => {
    if (await use.isVisible()) await use.click({ timeout: 1_000 }).catch(() => {});
    return await use.isVisible();
  };
  await expect.poll(isOpen, patiently).toBe(false);
}

async function openList(): Promise<void> {
  await workbench.runCommand('Diffusion Classifier: Choose Model...');
  await row('Everyday').waitFor();
}

async function chooseModel(title: string): Promise<void> {
  await openList();
  await row(title).click();
  await workbench.quickInput.waitFor({ state: 'hidden' });
}

/** Types the name of the hub's repository into the list of models, and chooses it. */
async function askForRepository(): Promise<void> {
  await openList();
  await workbench.input.fill(repository);
  await row(`Download ${repository}`).click();
}

/** VS Code keeps a progress for 0.8 s when it is over. */
async function progressIsGone(): Promise<void> {
  for (const doing of ['Asking', 'Downloading', 'Verifying']) {
    await workbench.notification(doing).waitFor({ state: 'hidden' });
  }
}

async function startClassifying(labels: string): Promise<void> {
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image With...');
  await workbench.type('Choose labels, or type some', labels);
  await workbench.input.press('Enter');
}

/** Resolves to the message with the result, once the progress is gone. */
async function classify(labels: string): Promise<Locator> {
  await startClassifying(labels);
  const result = workbench.notification('Show Details');
  await result.waitFor();
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  return result;
}

/** Classifies until what comes of it reads so: a change of the settings takes a moment. */
async function classifyUntil(expected: string): Promise<Locator> {
  const outcome = workbench.notification(/Show Details|Could not classify/);
  for (let tries = 0; tries < 5; tries++) {
    await workbench.dismissNotifications();
    await startClassifying('cat, dog');
    await outcome.waitFor();
    if ((await outcome.filter({ hasText: expected }).count()) > 0) break;
  }
  await outcome.filter({ hasText: expected }).waitFor();
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  return outcome;
}

function setWorkspaceSettings(settings: Record<string, unknown>): Promise<void> {
  return writeSettings(path.join(session.workspace.folder, '.vscode'), settings);
}

async function writeSettings(folder: string, settings: Record<string, unknown>): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

async function modelSetting(): Promise<unknown> {
  const file = path.join(session.folder, 'data/user/Machine/settings.json');
  const text = await fs.readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text)['diffusionClassifier.model'];
}
