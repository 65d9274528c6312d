import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;
const themes = ['Dark Modern', 'Dark High Contrast', 'Light High Contrast', 'Light Modern'];

beforeAll(async () => {
  session = await startSession({ extension: inject('extension') });
  const artefacts = path.join(inject('artefacts'), 'help');
  workbench = await Workbench.openEmpty(session.browser, session.server, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('the first step of the walkthrough classifies with one click, in a window without a folder', async () => {
  await workbench.runCommand('Diffusion Classifier: Get Started');
  await step('Classify a first picture').waitFor();
  await workbench.screenshot('walkthrough');
  await button('Classify a Sample Picture').click();
  const answer = workbench.notification(/bird\.jpg: bird \d+%, airplane/);
  await answer.waitFor();
  await workbench.tab('bird.jpg').waitFor();
  await workbench.screenshot('sample');
  await workbench.dismissNotifications();
  await expect.poll(() => isDone('Classify a first picture')).toBe(true);
});

test('the status item says what there is, and leads on', async () => {
  const hover = await workbench.hoverUntil(statusItem(), 'Provider');
  const links = await hover.getByRole('link').allTextContents();
  const all = ['Choose Model...', 'Show Log', 'Restart Server', 'Open Settings'];
  expect(links.map((text) => text.trim())).toEqual(all);
  await workbench.screenshot('status');
  const spoken = await statusItem().locator('a').getAttribute('aria-label');
  expect(spoken).toMatch(/Diffusion Classifier, Ready, Model: everyday-32, Provider: cpu/);

  await hover.getByRole('link', { name: 'Show Log' }).click();
  const channel = workbench.page.locator('.part.panel .monaco-select-box');
  await expect.poll(() => channel.first().inputValue()).toContain('Diffusion Classifier');
  await workbench.runCommand('View: Toggle Panel Visibility');
});

test('settings are found in groups, and their links lead on', async () => {
  const hover = await workbench.hoverUntil(statusItem(), 'Provider');
  await hover.getByRole('link', { name: 'Open Settings' }).click();
  const contents = workbench.page.locator('.settings-toc-container');
  const group = (title: string) => contents.getByText(title).first();
  const groups = ['Labels and Prompts', 'Accuracy and Speed', 'Model and Devices'];
  for (const title of [...groups, 'Explorer and Hovers', 'Limits and Storage']) {
    await group(title).waitFor();
  }
  await workbench.screenshot('settings');
  await group('Accuracy and Speed').click();
  await workbench.page.getByText('Error probability of a race').first().waitFor();
  await workbench.screenshot('settings-accuracy');
  await group('Model and Devices').click();
  await workbench.page.getByText('Choose a model').first().click();
  await workbench.pickRow('Everyday things').waitFor();
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await closeSettings();
});

test('a change that needs a restart offers it', async () => {
  const folder = path.join(session.folder, 'kept');
  await writeMachineSettings({ 'diffusionClassifier.cacheFolder': folder });
  const offer = workbench.notification('diffusionClassifier.cacheFolder" takes effect once');
  await offer.waitFor();
  await workbench.screenshot('restart-offer');
  await offer.getByRole('button', { name: 'Restart Server' }).click();
  await expect.poll(() => fs.readdir(folder).catch(() => []), { timeout: 20_000 }).not.toEqual([]);
});

test.each(themes)('every step of the walkthrough in the theme %s', async (theme) => {
  await workbench.chooseTheme(theme);
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Diffusion Classifier: Get Started');
  for (const title of titles) {
    await step(title).click();
    const picture = workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await picture.locator('svg').first().waitFor();
    await workbench.leave();
    await workbench.screenshot(title.split(' ').slice(0, 3).join('-').toLowerCase());
  }
});

test('each step has a button that does what it says', async () => {
  await open('Ask with labels of your own');
  await button('Classify Image With...').click();
  await workbench.page.getByText('Choose images to classify').first().waitFor();
  await workbench.page.keyboard.press('Escape');

  await open('Classify a folder and review it');
  await button('Classify Folder With...').click();
  await workbench.page.getByText('Choose a folder of images').first().waitFor();
  await workbench.page.keyboard.press('Escape');

  await open('See why');
  await button('Explain Image').click();
  await workbench.page.getByText('Choose images to classify').first().waitFor();
  await workbench.page.keyboard.press('Escape');

  await open('Choose a larger model');
  await button('Choose Model...').click();
  await workbench.pickRow('Everyday things').waitFor();
  await workbench.page.keyboard.press('Escape');

  await open('Let agents and scripts ask');
  for (const title of titles) await expect.poll(() => isDone(title), { message: title }).toBe(true);
});

test('VS Code says how long activating takes, with those that wait for each other', async () => {
  await workbench.runCommand('Developer: Show Running Extensions');
  const rows = workbench.page.locator('.extension').filter({ hasText: 'Activation:' });
  const ours = rows.filter({ hasText: 'Diffusion Classifier' });
  await ours.waitFor();
  const times = await rows.locator('.activation-time').allTextContents();
  console.log(
    `${await ours.locator('.activation-time').textContent()}; of all: ${times.join(', ')}`,
  );
  await workbench.screenshot('activation');
});

const titles = [
  'Classify a first picture',
  'Ask with labels of your own',
  'Classify a folder and review it',
  'See why',
  'Choose a larger model',
  'Let agents and scripts ask',
];

function step(title: string): Locator {
  return workbench.page.locator('.gettingStartedContainer .getting-started-step', {
    hasText: title,
  });
}

function button(name: string): Locator {
  return workbench.page
    .locator('.getting-started-step.expanded')
    .getByRole('button', { name, exact: true });
}

async function open(title: string): Promise<void> {
  const isOpen = (await step(title).getAttribute('class'))?.includes('expanded');
  if (!isOpen) await step(title).click();
}

async function isDone(title: string): Promise<boolean> {
  return (await step(title).locator('.codicon.complete').count()) > 0;
}

async function closeSettings(): Promise<void> {
  const settings = workbench.page.locator('.settings-editor');
  await settings.locator('.suggest-input-container').click();
  await workbench.page.keyboard.press('Escape');
  await settings.waitFor({ state: 'hidden' });
}

function statusItem(): Locator {
  return workbench.page.locator('.statusbar-item[id$="diffusion-classifier.status"]');
}

async function writeMachineSettings(settings: object): Promise<void> {
  const file = path.join(session.folder, 'data/user/Machine/settings.json');
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, JSON.stringify(settings));
}
