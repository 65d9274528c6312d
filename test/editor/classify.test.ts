import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;
let first: string;
let second: string;
let third: string;

beforeAll(async () => {
  session = await startSession({ extension: inject('extension') });
  [first = '', second = '', third = ''] = session.workspace.images;
  const { browser, server, workspace } = session;
  for (const format of formats) {
    await fs.writeFile(path.join(workspace.folder, `picture.${format}`), await picture(format));
  }
  await setMachineSettings({});
  workbench = await Workbench.open(browser, server, workspace.folder, inject('artefacts'));
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

const formats = ['avif', 'svg', 'tiff'] as const;

/** A label with its probability, or its rank where the model is not calibrated. */
const scored = /(bird|cat|dog) [<>]?\d+%|1\. (bird|cat|dog)/;

test('a hover over an image link offers to classify it, and does', async () => {
  await workbench.openFile(session.workspace.markdown);
  const hover = await workbench.hoverText(first, 'has not been classified');
  await workbench.screenshot('hover-offers');

  await hover.getByText('Classify it').click();
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
});

test('right-click, labels, progress, result', async () => {
  await workbench.openContextMenu(workbench.explorerRow(first), 'Classify Image');
  await workbench.screenshot('context-menu');
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image');
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.screenshot('labels-proposed');
  await workbench.pickRow('Type Labels...').click();
  await workbench.type('Labels to choose between', 'bird');
  await workbench.quickInput.getByText('at least two labels').waitFor();
  await workbench.screenshot('labels-too-few');
  await workbench.input.fill('bird, cat, dog');
  await workbench.screenshot('labels');

  await workbench.input.press('Enter');
  await workbench.notification(`Classifying ${first}`).waitFor();
  await workbench.screenshot('progress');
  const result = await resultMessage(scored);
  await workbench.screenshot('result');

  await result.getByText('Show Details').click();
  await workbench.dialog.getByText('mean error').waitFor();
  await workbench.screenshot('details');
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
});

test('the explorer decorates the classified image, and that one only', async () => {
  await expect.poll(() => workbench.badge(first)).toMatch(/^(Bi|Ca|Do)$/);
  expect(await workbench.badge(second)).toBe('');
  await workbench.hoverUntil(workbench.explorerRow(first), scored);
  await workbench.screenshot('decoration');
});

test('the hover over its link shows the labels', async () => {
  const hover = await workbench.hoverText(first, 'evaluations');
  for (const label of ['bird', 'cat', 'dog']) expect(await hover.textContent()).toContain(label);
  await workbench.screenshot('hover-labels');
});

test('two selected images are classified at once with the labels used before', async () => {
  await workbench.dismissNotifications();
  await workbench.explorerRow(first).click();
  await workbench.explorerRow(second).click({ modifiers: ['Control'] });
  await workbench.chooseFromContextMenu(workbench.explorerRow(second), 'Classify Image');
  await resultMessage('Classified 2 of 2 images');
  await workbench.screenshot('two-images');
  await expect.poll(() => workbench.badge(second)).toMatch(/^(Bi|Ca|Do)$/);
});

test('other labels are asked for, those used last on top', async () => {
  await workbench.dismissNotifications();
  await workbench.explorerRow(first).click();
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image With...');
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.quickInput.getByText('last used').waitFor();
  await expect.poll(() => workbench.focusedPickRow()).toContain('bird, cat, dog');
  await workbench.screenshot('labels-remembered');
  await workbench.type(`Classify ${first}`, 'frog, cat');
  await expect.poll(() => workbench.focusedPickRow()).toContain('frog, cat');
  await workbench.screenshot('labels-typed');
  await workbench.input.press('Enter');
  await resultMessage(/frog|cat/);
  await workbench.dismissNotifications();

  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image With...');
  await workbench.quickInput.getByText('used before').waitFor();
  await workbench.pickRow('bird, cat, dog').click();
  await resultMessage(scored);
  await workbench.dismissNotifications();
});

test('the result is copied, and only where there is one', async () => {
  const menu = workbench.page.locator('.monaco-menu');
  await workbench.openContextMenu(workbench.explorerRow(third), 'Classify Image');
  expect(await menu.textContent()).not.toContain('Copy Result');
  await workbench.page.keyboard.press('Escape');
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Copy Result');
  await workbench.page.getByText(`Result of ${first} copied`).waitFor();
});

test.each(formats)('a .%s image is classified from the explorer', async (format) => {
  const name = `picture.${format}`;
  await fs.writeFile(path.join(session.workspace.folder, name), await picture(format));
  await workbench.chooseFromContextMenu(workbench.explorerRow(name), 'Classify Image');
  await resultMessage(scored);
  await expect.poll(() => workbench.badge(name), { timeout: 10_000 }).toMatch(/^(Bi|Ca|Do)$/);
  await workbench.screenshot(format);
  await workbench.dismissNotifications();
});

test('a file name that reads like a link to a command is a name', async () => {
  const name = '[see](command:workbench.action.closeAllEditors).jpg';
  const { folder } = session.workspace;
  await fs.copyFile(path.join(folder, first), path.join(folder, name));
  await workbench.explorerRow(first).hover();
  await workbench.page.getByRole('button', { name: 'Refresh Explorer' }).click();
  await workbench.chooseFromContextMenu(workbench.explorerRow(name), 'Classify Image');
  const result = await resultMessage(scored);
  await workbench.screenshot('name-like-link');
  expect(await result.locator('.notification-list-item-message a').count()).toBe(0);
  expect(await result.textContent()).toContain('closeAllEditors');
  await workbench.dismissNotifications();
  await fs.rm(path.join(folder, name));
});

test('the limits are those of the machine, and name their setting', async () => {
  const limit = 'diffusionClassifier.limits.megapixels';
  await setWorkspaceSettings({ [limit]: 0.0001 });
  await setMachineSettings({ [limit]: 0.01 });
  const refusal = await classifyUntil(`more than the 0.01 of the setting "${limit}"`);
  await workbench.screenshot('over-limit');
  await refusal.getByText('Open Settings').click();
  // Not the search box, which holds the same word.
  const setting = workbench.page.locator('.settings-editor .setting-item-contents');
  await setting.filter({ hasText: 'Megapixels' }).waitFor();
  await workbench.screenshot('settings');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.locator('.settings-editor').waitFor({ state: 'hidden' });

  await setMachineSettings({ [limit]: 256 });
  await classifyUntil(scored);
  await workbench.dismissNotifications();
});

test('an unknown label is refused in words, and can be changed', async () => {
  await workbench.explorerRow(first).click();
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image With...');
  await workbench.type(`Classify ${first}`, 'bird, quaternion');
  await workbench.input.press('Enter');
  const refusal = workbench.notification('quaternion').filter({ hasText: 'Could not classify' });
  await refusal.waitFor();
  await workbench.screenshot('unknown-label');

  await refusal.getByText('Change Labels...').click();
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await expect.poll(() => workbench.input.inputValue()).toBe('bird, quaternion');
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await workbench.dismissNotifications();
});

test('the palette takes the image in the active tab', async () => {
  await workbench.explorerRow(first).click();
  await workbench.page.locator('.tab.active', { hasText: first }).waitFor();
  await workbench.runCommand('Diffusion Classifier: Classify Image With...');
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.screenshot('palette');
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
});

test('a long classification is cancelled from its notification, and leaves nothing', async () => {
  await setWorkspaceSettings({ 'diffusionClassifier.samples': 100_000 });
  const progress = await classifyUntilStanding(third);
  await workbench.screenshot('progress-standing');
  await cancel(progress);
  expect(await workbench.notifications.count()).toBe(0);
  await workbench.screenshot('cancelled');

  // The server works on one image at a time, so it has left the other one.
  await cancel(await classifyUntilStanding(second));
  expect(await workbench.badge(third)).toBe('');
});

/** The message of a classification, once its progress is gone: VS Code keeps that for 0.8 s. */
async function resultMessage(expected: string | RegExp): Promise<Locator> {
  const result = workbench.notification('Show Details').filter({ hasText: expected });
  await result.waitFor();
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  return result;
}

/** A blue picture with a light disc, in a format. */
async function picture(format: (typeof formats)[number]): Promise<Buffer> {
  const disc = '<circle cx="80" cy="60" r="40" fill="#ddc"/>';
  const svg = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="160" height="120" fill="#36a"/>${disc}</svg>`,
  );
  return format === 'svg'
    ? svg
    : sharp(svg)
        .toFormat(format as 'tiff' | 'avif')
        .toBuffer();
}

/**
 * Classifies images that have not been looked at yet until what comes of one reads so: it takes a
 * moment until a change of the settings is noticed.
 */
async function classifyUntil(expected: string | RegExp): Promise<Locator> {
  const outcome = workbench.notification(/Show Details|Could not classify/);
  for (const image of session.workspace.images.slice(3)) {
    await workbench.dismissNotifications();
    await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image');
    await outcome.waitFor();
    if ((await outcome.filter({ hasText: expected }).count()) > 0) break;
  }
  await outcome.filter({ hasText: expected }).waitFor();
  return outcome;
}

/** Begins a classification and waits until it is in the middle of the race. */
async function classifyUntilStanding(image: string): Promise<Locator> {
  await workbench.explorerRow(image).click();
  // With the labels used last, which are not those that were refused.
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image');
  const progress = workbench.notification(`Classifying ${image}`);
  await progress.filter({ hasText: / of \d/ }).waitFor({ timeout: 20_000 });
  return progress;
}

async function cancel(progress: Locator): Promise<void> {
  const cancelled = Date.now();
  await progress.getByText('Cancel').click();
  await progress.waitFor({ state: 'hidden' });
  expect(Date.now() - cancelled).toBeLessThan(2_000);
}

/** As a person does in the settings of the workspace; VS Code reads them when they change. */
async function setWorkspaceSettings(settings: Record<string, unknown>): Promise<void> {
  await writeSettings(path.join(session.workspace.folder, '.vscode'), settings);
  await workbench.explorerRow('.vscode').waitFor();
}

/** Those of the machine that the extension runs on, for everything with the scope `machine`. */
function setMachineSettings(settings: Record<string, unknown>): Promise<void> {
  return writeSettings(path.join(session.folder, 'data/user/Machine'), settings);
}

async function writeSettings(folder: string, settings: Record<string, unknown>): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
}
