import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { languageServers } from './harness/processes';
import { type Session, startSession } from './harness/session';
import { inThemes, openSideBar, patiently, pressInRow, sideBarRow } from './harness/sideBar';
import { Workbench } from './harness/workbench';

const images = 24;
const labels = 'bird, cat, deer, dog, horse';
/** A run takes half a minute at least, or about a second. */
const slowSamples = 200;
const fastSamples = 2;

let session: Session;
let workbench: Workbench;
let folder: string;

beforeAll(async () => {
  session = await startSession({ extension: inject('extension') });
  folder = path.join(session.workspace.folder, 'pets');
  await makeVariants(folder);
  await useSamples(slowSamples);
  const artefacts = path.join(inject('artefacts'), 'runs');
  const { browser, server, workspace } = session;
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

const view = () => workbench.page.locator('.sidebar');
const row = (text: string | RegExp): Locator => sideBarRow(workbench, text);

test('without runs, the view says how to begin', async () => {
  await openView();
  await view().getByText('No folder has been classified yet.').waitFor();
  await view().getByText('Classify a Folder').waitFor();
  await row('Everyday things').waitFor();
  await inThemes(workbench, 'welcome');
});

test('a folder that is classified shows how far it is', async () => {
  await classifyFolder();
  await row(/pets.*\d+% · \d+ of 24/).waitFor();
  await row(/pets.*[1-9]\d*% · [1-9]\d* of 24/).waitFor();
  await expect.poll(badge).toBe('1');
  await inThemes(workbench, 'running');
});

test('a run goes on when the server dies, and keeps what it has', async () => {
  const before = await imagesDone();
  await killServer();
  await row(/pets.*waiting for the server/).waitFor();
  await workbench.screenshot('server-died');
  await row(/pets.*waiting for the server/).waitFor({ state: 'hidden' });
  await expect.poll(imagesDone, patiently).toBeGreaterThanOrEqual(before);
  expect(await workbench.notifications.count()).toBe(0);
});

test('once the server was given up, the run waits for its restart', async () => {
  for (let death = 2; death <= 5; death++) {
    await row(/pets.*waiting for the server/).waitFor({ state: 'hidden' });
    await killServer();
    await row(/pets.*(waiting for the server|server stopped)/).waitFor();
  }
  await row(/pets.*server stopped/).waitFor();
  const status = workbench.page.locator('.statusbar-item[id$="diffusion-classifier.status"]');
  await expect.poll(() => status.getAttribute('aria-label'), patiently).toContain('5 times');
  await inThemes(workbench, 'given-up');
  await press('pets', 'Restart Server');
  await row(/pets.*server stopped/).waitFor({ state: 'hidden' });
  await row(/pets.*\d+% · \d+ of 24/).waitFor();
});

test('a run that a reload of the window interrupts is offered to be resumed', async () => {
  const before = await imagesDone();
  await workbench.runCommand('Developer: Reload Window');
  const message = workbench.notification(/The run of pets was interrupted after \d+ of 24 images/);
  await message.waitFor();
  await row(/pets.*interrupted/).waitFor();
  await workbench.screenshot('interrupted');
  await message.getByText('Resume').click();
  await row(/pets.*interrupted/).waitFor({ state: 'hidden' });
  await row(/pets.*\d+% · \d+ of 24/).waitFor();
  expect(await imagesDone()).toBeGreaterThanOrEqual(before);
});

test('a run is paused, gone on with and cancelled from its row', async () => {
  await press('pets', 'Pause');
  await row(/pets.*paused/).waitFor();
  await inThemes(workbench, 'paused');
  await press('pets', 'Resume');
  await row(/pets.*paused/).waitFor({ state: 'hidden' });
  await press('pets', 'Cancel');
  await row(/pets.*cancelled/).waitFor();
  await expect.poll(badge).toBe('');
  await workbench.screenshot('cancelled');
  expect(await workbench.notifications.count()).toBe(0);
});

test('a cancelled run is removed after a question; its images stay', async () => {
  await choose('pets', 'Remove Run');
  await workbench.dialog.getByText('Remove the run of pets?').waitFor();
  await workbench.screenshot('remove');
  await workbench.dialog.getByRole('button', { name: 'Remove' }).click();
  await view().getByText('No folder has been classified yet.').waitFor();
  expect(await fs.readdir(folder)).toHaveLength(images);
});

test('a small run is done in a moment', async () => {
  await useSamples(fastSamples);
  await classifyFolder();
  await row(/pets.*done · 24 images/).waitFor();
  await workbench.screenshot('done');
});

test('the report is written, and shown', async () => {
  await choose('pets', 'Save Report...');
  await workbench.quickInput.waitFor();
  await workbench.screenshot('report-dialog');
  await workbench.input.press('Enter');
  await workbench.page.locator('.tab.active', { hasText: 'Preview' }).waitFor();
  await workbench.screenshot('report');
  const report = await fs.readFile(path.join(session.workspace.folder, 'pets-report.md'), 'utf8');
  expect(report).toContain('24');
});

test('results are appended to a table, once', async () => {
  const table = path.join(session.workspace.folder, 'pets-results.csv');
  await exportTo();
  await workbench.notification('pets-results.csv: rows appended: 24.').waitFor();
  await workbench.screenshot('exported');
  await workbench.notification('rows appended: 24').getByText('Open').click();
  await workbench.page.locator('.tab.active', { hasText: 'pets-results.csv' }).waitFor();
  expect((await fs.readFile(table, 'utf8')).trim().split('\n')).toHaveLength(25);
  await workbench.dismissNotifications();
});

test('without reviewed labels there is nothing to export, which is said', async () => {
  await choose('pets', 'Export Reviewed Labels...');
  await workbench.notification('No image of this run has a reviewed label yet').waitFor();
  await workbench.dismissNotifications();
});

test('images are sorted after a look at the plan, and brought back', async () => {
  const before = await fs.readdir(folder);
  await choose('pets', 'Sort Images into Folders...');
  await pick('Move');
  await workbench.screenshot('sort-target');
  await pick('pets-sorted');
  await workbench.dialog.getByText('Move 24 images into folders of pets-sorted?').waitFor();
  await workbench.screenshot('sort-plan');
  expect(await fs.readdir(folder)).toEqual(before);
  await workbench.dialog.getByRole('button', { name: 'Move' }).click();
  const message = workbench.notification('24 images moved into folders of pets-sorted.');
  await message.waitFor();
  await workbench.screenshot('sorted');
  expect(await fs.readdir(folder)).toEqual([]);
  await message.getByText('Undo').click();
  await workbench.notification('As before: 24 images.').waitFor();
  await workbench.screenshot('undone');
  expect((await fs.readdir(folder)).sort()).toEqual(before.sort());
  await workbench.dismissNotifications();
});

test('a sorting is undone later by its log', async () => {
  await choose('pets', 'Sort Images into Folders...');
  await pick('Copy');
  await pick('pets-sorted');
  await workbench.dialog.getByRole('button', { name: 'Copy' }).click();
  await workbench.notification('24 images copied into folders of pets-sorted.').waitFor();
  await workbench.dismissNotifications();
  await choose('pets', 'Undo Sorting...');
  await workbench.screenshot('undo-pick');
  await pick('sort-log.jsonl');
  await workbench.notification('As before: 24 images.').waitFor();
  await workbench.dismissNotifications();
  await expect(fs.readdir(path.join(session.workspace.folder, 'pets-sorted'))).rejects.toThrow();
});

/** From the context menu of a row. */
function choose(text: string, item: string): Promise<void> {
  return workbench.chooseFromContextMenu(row(text), item);
}

/** In a list of choices. */
async function pick(text: string): Promise<void> {
  await workbench.quickInput.locator('.monaco-list-row', { hasText: text }).first().click();
}

async function exportTo(): Promise<void> {
  await choose('pets', 'Export Results...');
  await workbench.quickInput.waitFor();
  await workbench.input.press('Enter');
}

/** From the explorer; the view shows then. */
async function classifyFolder(): Promise<void> {
  await openSideBar(workbench, 'Explorer', 'Explorer Section: pictures');
  await workbench.chooseFromContextMenu(workbench.explorerRow('pets'), 'Classify Folder With...');
  await workbench.type('Choose labels, or type some', labels);
  await workbench.quickInput.getByText('typed', { exact: true }).waitFor();
  await workbench.input.press('Enter');
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await openView();
}

/** As the row of the run says. */
async function imagesDone(): Promise<number> {
  const text = await row('pets').textContent();
  return Number(text?.match(/(\d+) of 24/)?.[1]);
}

/** Of this session, as a crash would. */
async function killServer(): Promise<void> {
  const cache = path.join(session.folder, 'data/cache');
  const find = (): Promise<number[]> => languageServers('XDG_CACHE_HOME', cache);
  await expect.poll(find, patiently).toHaveLength(1);
  for (const pid of await find()) process.kill(pid, 'SIGKILL');
}

/** The number on the view's icon. */
async function badge(): Promise<string> {
  const icon = workbench.page.locator('.activitybar .action-item', {
    has: workbench.page.getByLabel('Diffusion Classifier'),
  });
  return (await icon.locator('.badge-content').textContent()) ?? '';
}

function openView(): Promise<void> {
  return openSideBar(workbench, 'Diffusion Classifier', 'Runs Section');
}

function press(text: string, button: string): Promise<void> {
  return pressInRow(workbench, row(text), button);
}

/** Samples of a label at most: how long each image takes. */
async function useSamples(samples: number): Promise<void> {
  const settings = path.join(session.workspace.folder, '.vscode/settings.json');
  await fs.mkdir(path.dirname(settings), { recursive: true });
  const values = {
    'diffusionClassifier.samples': samples,
    'diffusionClassifier.elimination': 'none',
  };
  await fs.writeFile(settings, JSON.stringify(values));
}

/** Pictures that are all different, so that none is known from another. */
async function makeVariants(into: string): Promise<void> {
  await fs.mkdir(into);
  const { folder: samples, images: names } = session.workspace;
  for (let index = 0; index < images; index++) {
    const name = names[index % names.length]!;
    const file = path.join(into, `${index}-${name}`);
    const sample = sharp(path.join(samples, name)).resize(64, 64);
    await sample.modulate({ brightness: 1 + index / 100 }).toFile(file);
  }
}
