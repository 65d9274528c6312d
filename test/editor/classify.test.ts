import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
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
  workbench = await Workbench.open(browser, server, workspace.folder, inject('artefacts'));
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

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
  await workbench.openContextMenu(workbench.explorerRow(first), 'Classify Image...');
  await workbench.screenshot('context-menu');
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image...');
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.input.fill('bird');
  await workbench.quickInput.getByText('at least two labels').waitFor();
  await workbench.screenshot('labels-too-few');
  await workbench.input.fill('bird, cat, dog');
  await workbench.screenshot('labels');

  await workbench.input.press('Enter');
  await workbench.notification(`Classifying ${first}`).waitFor();
  await workbench.screenshot('progress');
  const result = workbench.notification(`${first}: `).filter({ hasText: scored });
  await result.waitFor();
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

test('two selected images are classified with the labels used before', async () => {
  await workbench.explorerRow(first).click();
  await workbench.explorerRow(second).click({ modifiers: ['Control'] });
  await workbench.chooseFromContextMenu(workbench.explorerRow(second), 'Classify Image...');
  await workbench.quickInput.getByText('Classify 2 images').waitFor();
  await expect.poll(() => workbench.input.inputValue()).toBe('bird, cat, dog');
  await workbench.screenshot('labels-remembered');
  await workbench.input.press('Enter');
  await workbench.notification('Classified 2 of 2 images').waitFor();
  await workbench.screenshot('two-images');
  await expect.poll(() => workbench.badge(second)).toMatch(/^(Bi|Ca|Do)$/);
});

test('an unknown label is refused in words, and can be changed', async () => {
  await workbench.explorerRow(first).click();
  await workbench.chooseFromContextMenu(workbench.explorerRow(first), 'Classify Image...');
  await workbench.input.fill('bird, quaternion');
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
  await workbench.runCommand('Diffusion Classifier: Classify Image...');
  await workbench.quickInput.getByText(`Classify ${first}`).waitFor();
  await workbench.screenshot('palette');
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
});

test('a long classification is cancelled from its notification, and leaves nothing', async () => {
  await setSamples(100_000);
  const progress = await classifyUntilStanding(third);
  await workbench.screenshot('progress-standing');
  await cancel(progress);
  expect(await workbench.notifications.count()).toBe(0);
  await workbench.screenshot('cancelled');

  // The server works on one image at a time, so it has left the other one.
  await cancel(await classifyUntilStanding(second));
  expect(await workbench.badge(third)).toBe('');
});

/** Begins a classification and waits until it is in the middle of the race. */
async function classifyUntilStanding(image: string): Promise<Locator> {
  await workbench.explorerRow(image).click();
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image...');
  await workbench.quickInput.waitFor();
  // Not the labels that were refused.
  await expect.poll(() => workbench.input.inputValue()).toBe('bird, cat, dog');
  await workbench.input.press('Enter');
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
async function setSamples(samples: number): Promise<void> {
  const folder = path.join(session.workspace.folder, '.vscode');
  await fs.mkdir(folder, { recursive: true });
  const settings = { 'diffusionClassifier.samples': samples };
  await fs.writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
  await workbench.explorerRow('.vscode').waitFor();
}
