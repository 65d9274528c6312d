import fs from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type Session, startSession } from './harness/session';
import { webviewFrame } from './harness/webview';
import { Workbench } from './harness/workbench';

/**
 * A large folder from its first right-click to the exported table. Only where a folder is named:
 * `IMAGES=folder` with a sub-folder for each of LABELS, such as 2,000 images of CIFAR-10; with
 * `SAMPLES=16` in place of the model's own budget, `CACHE=folder` as the user's cache folder with what
 * it remembers, and the table kept as `TABLE=file`.
 */
const images = process.env.IMAGES ?? '';
const labels =
  process.env.LABELS ?? 'airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck';
const name = 'images';
const anHour = { timeout: 3_600_000 };
const patiently = { timeout: 120_000 };

let session: Session;
let workbench: Workbench;
let panel: FrameLocator;
let count: number;

describeIfNamed();

function describeIfNamed(): void {
  if (!images) {
    test.skip('IMAGES names no folder');
    return;
  }

  beforeAll(async () => {
    const { CACHE } = process.env;
    session = await startSession({
      extension: inject('extension'),
      ...(CACHE && { environment: { XDG_CACHE_HOME: CACHE } }),
    });
    const { browser, workspace } = session;
    const folder = path.join(workspace.folder, name);
    await fs.cp(images, folder, { recursive: true, dereference: true });
    if (process.env.SAMPLES) {
      const settings = { 'diffusionClassifier.samples': Number(process.env.SAMPLES) };
      await fs.mkdir(path.join(workspace.folder, '.vscode'));
      await fs.writeFile(
        path.join(workspace.folder, '.vscode/settings.json'),
        JSON.stringify(settings),
      );
    }
    const files = await fs.readdir(folder, { recursive: true, withFileTypes: true });
    count = files.filter((entry) => entry.isFile()).length;
    const artefacts = path.join(inject('artefacts'), 'wholeFolder');
    workbench = await Workbench.open(browser, session.server, workspace.folder, artefacts);
    panel = webviewFrame(workbench.page);
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot('failed');
  });

  afterAll(() => session?.close());

  test('a right-click starts it, and rows come as images are done', async () => {
    await workbench.chooseFromContextMenu(workbench.explorerRow(name), 'Classify Folder');
    await workbench.type('Choose labels, or type some', labels);
    await workbench.input.press('Enter');
    await expect.poll(found, patiently).toBeGreaterThan(50);
    await workbench.screenshot('live');
  });

  test('cancelled, it keeps what is done, and says so', async () => {
    const before = await found();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('run-header .state', { hasText: 'Cancelled' }).waitFor(patiently);
    await expect.poll(found, patiently).toBeGreaterThanOrEqual(before);
    expect(await found()).toBeLessThan(count);
    await workbench.screenshot('cancelled');
  });

  test('resumed, it goes on to the end', { timeout: anHour.timeout }, async () => {
    const began = Date.now();
    const before = await found();
    await panel.getByRole('button', { name: 'Resume' }).click();
    await panel.locator('run-header .state', { hasText: 'Done' }).waitFor(anHour);
    await expect.poll(found, patiently).toBe(count);
    await workbench.screenshot('done');
    const seconds = Math.round((Date.now() - began) / 1_000);
    process.stdout.write(`${count - before} images in ${seconds} s\n`);
  });

  test('its report, and reviews by keys', async () => {
    await panel.getByRole('tab', { name: 'Report' }).click();
    await panel.locator('confusion-table button').first().waitFor(patiently);
    await workbench.screenshot('report');
    await panel.getByRole('tab', { name: 'Grid' }).click();
    await panel.locator('row-grid [data-image]').first().click();
    for (const key of 'aaaaa1234s') await workbench.page.keyboard.press(key);
    await panel.locator('review-bar .counts', { hasText: '1 skipped' }).waitFor(patiently);
    await workbench.screenshot('reviewed');
  });

  test('its table is exported', async () => {
    await panel.getByRole('button', { name: 'More Actions' }).click();
    await panel.getByRole('menuitem', { name: 'Export Results...' }).click();
    await expect.poll(() => workbench.input.inputValue(), patiently).toContain('.csv');
    const file = await workbench.input.inputValue();
    await workbench.screenshot('export');
    await workbench.input.press('Enter');
    await expect.poll(() => linesOf(file), patiently).toBe(count + 1);
    if (process.env.TABLE) await fs.copyFile(file, process.env.TABLE);
  });
}

/** Of how many images there are rows. */
async function found(): Promise<number> {
  const text = (await panel.locator('.found').textContent()) ?? '';
  return Number(text.replace(/\D/g, '') || 0);
}

async function linesOf(file: string): Promise<number> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').length;
}
