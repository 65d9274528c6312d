import fs from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { RunRow } from '../../server/src/protocol';
import { seriousFindings } from '../webview/harness/axe';
import { fabricateRun } from './harness/fabricatedRun';
import { ReplaceableServer } from './harness/replaceableServer';
import { type Session, startSession } from './harness/session';
import { webviewFrame } from './harness/webview';
import { Workbench } from './harness/workbench';

/** Of each label: enough that a run goes on for a while. */
const imagesOfLabel = 8;
const labels = ['bird', 'cat', 'deer', 'dog', 'horse'];
const images = labels.length * imagesOfLabel;
const patiently = { timeout: 120_000 };
const themes = ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern'];

let session: Session;
let server: ReplaceableServer;
let workbench: Workbench;
let panel: FrameLocator;

beforeAll(async () => {
  session = await startSession({
    extension: async (folder) => {
      server = await ReplaceableServer.make(inject('extension'), path.join(folder, 'extension'));
      return server.folder;
    },
  });
  const { browser, workspace } = session;
  await makeAnimals(path.join(workspace.folder, 'animals'));
  await useSamples(200);
  await makeZoo(path.join(workspace.folder, 'zoo'));
  const artefacts = path.join(inject('artefacts'), 'panel');
  workbench = await Workbench.open(browser, session.server, workspace.folder, artefacts);
  panel = webviewFrame(workbench.page);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('a folder that is classified shows its rows as they come', async () => {
  const folder = workbench.explorerRow('animals');
  await workbench.chooseFromContextMenu(folder, 'Classify Folder');
  await workbench.type('Choose labels, or type some', labels.join(', '));
  await expect.poll(() => workbench.focusedPickRow(), patiently).toContain('typed');
  await workbench.input.press('Enter');
  await workbench.tab('animals').waitFor(patiently);
  await header('Running').waitFor(patiently);
  await tiles().nth(3).waitFor(patiently);
  await workbench.screenshot('live');
  const shown = await found();
  await expect.poll(found, patiently).toBeGreaterThan(shown);
});

test('a run is paused and gone on with from its panel', async () => {
  await panel.getByRole('button', { name: 'Pause' }).click();
  await header('Paused').waitFor(patiently);
  await workbench.screenshot('paused');
  await panel.getByRole('button', { name: 'Resume' }).click();
  await header('Running').waitFor(patiently);
});

test('a server that is killed is said to be, and the run goes on with all that it had', async () => {
  const before = await found();
  const [pid] = (await server.starts()).slice(-1);
  process.kill(pid!, 'SIGKILL');
  const banner = panel.getByRole('alert').filter({ hasText: 'being restarted' });
  await banner.waitFor(patiently);
  await workbench.screenshot('killed');
  await banner.waitFor({ state: 'hidden', ...patiently });
  expect(await found()).toBeGreaterThanOrEqual(before);
  await expect.poll(found, patiently).toBeGreaterThan(before + 1);
  expect(await server.starts()).toHaveLength(2);
  await workbench.screenshot('again');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await header('Cancelled').waitFor(patiently);
  await panel.getByRole('button', { name: 'Resume' }).waitFor();
});

test('a run that is done is opened by its name', async () => {
  await workbench.runCommand('Diffusion Classifier: Open Results');
  await workbench.pickRow('zoo').first().click();
  await workbench.tab('zoo').waitFor(patiently);
  await header('Done').waitFor(patiently);
  await expect.poll(found, patiently).toBe(images);
});

test('a cell of the confusion matrix shows its images', async () => {
  await panel.getByRole('tab', { name: 'Report' }).click();
  const cell = panel.locator('confusion-table button.right').first();
  await cell.waitFor(patiently);
  await workbench.screenshot('report');
  const count = Number(await cell.textContent());
  await cell.click();
  await expect.poll(found).toBe(count);
  expect(count).toBe(imagesOfLabel - 2);
  await workbench.screenshot('filtered');
});

test('an image shows its race, and what explains it', async () => {
  await tiles().first().click();
  await workbench.page.keyboard.press('Enter');
  const detail = panel.locator('image-detail');
  await detail.locator('race-view canvas, race-view svg').first().waitFor(patiently);
  await workbench.screenshot('detail');
  await detail
    .getByRole('button', { name: /Explain/ })
    .first()
    .click();
  await detail.locator('explained-picture canvas').first().waitFor(patiently);
  await workbench.screenshot('explained');
});

test('images are reviewed by keys, and that is taken back', async () => {
  await tiles().first().click();
  for (const key of ['a', '2', 's']) {
    await workbench.page.keyboard.press(key);
  }
  await counts('1 accepted, 1 corrected, 1 skipped').waitFor();
  await workbench.page.keyboard.press('u');
  await counts('1 accepted, 1 corrected, 0 skipped').waitFor();
  await workbench.screenshot('reviewed');
});

test('a panel that was hidden has its filters, its selection and its reviews', async () => {
  const before = await whatShows();
  await workbench.openFile(session.workspace.markdown);
  await workbench.tab('zoo').click();
  await tiles().first().waitFor(patiently);
  await expect.poll(whatShows).toEqual(before);
});

test('so has one whose window was loaded anew', async () => {
  const before = await whatShows();
  const loaded = workbench.page.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await tiles().first().waitFor(patiently);
  await expect.poll(whatShows, patiently).toEqual(before);
  await counts('1 accepted, 1 corrected, 0 skipped').waitFor();
  await workbench.screenshot('reloaded');
});

test('reviewed labels are exported to a file', async () => {
  await chooseAction('Export Reviewed Labels...');
  await expect.poll(() => workbench.input.inputValue(), patiently).toContain('.csv');
  const file = await workbench.input.inputValue();
  await workbench.screenshot('export');
  await workbench.input.press('Enter');
  await workbench.notification('labels of 2 images written').waitFor(patiently);
  const lines = (await fs.readFile(file, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(3);
  await workbench.dismissNotifications();
});

test.each(themes)('the panel in the theme %s, and no serious finding of axe', async (theme) => {
  await workbench.chooseTheme(theme);
  const themed = panel.locator(`body[data-vscode-theme-name="${theme}"]`);
  await themed.waitFor({ state: 'attached' });
  await workbench.leave();
  await workbench.screenshot('grid');
  expect(await seriousFindings(panel)).toEqual([]);
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('row-table [data-image]').first().waitFor();
  await workbench.screenshot('table');
  expect(await seriousFindings(panel)).toEqual([]);
  await panel.getByRole('tab', { name: 'Report' }).click();
  await panel.locator('confusion-table button').first().waitFor(patiently);
  await workbench.screenshot('report');
  expect(await seriousFindings(panel)).toEqual([]);
  await panel.getByRole('tab', { name: 'Grid' }).click();
  await tiles().first().waitFor();
});

function header(state: string): Locator {
  return panel.locator('run-header .state', { hasText: state });
}

function tiles(): Locator {
  return panel.locator('row-grid [data-image]');
}

function counts(text: string): Locator {
  return panel.locator('review-bar .counts', { hasText: text });
}

/** Of how many images there are rows. */
async function found(): Promise<number> {
  const text = await panel.locator('.found').textContent();
  return Number.parseInt(text?.trim() || '0', 10);
}

/** The filters, what they find, and the image in focus. */
async function whatShows(): Promise<unknown> {
  return {
    filters: await panel.locator('filter-bar .filter.set').allInnerTexts(),
    found: await found(),
    focused: await panel.locator('row-grid .focused').getAttribute('data-image'),
    isDetailOpen: (await panel.locator('detail-pane').count()) === 1,
  };
}

async function chooseAction(name: string): Promise<void> {
  await panel.getByRole('button', { name: 'More Actions' }).click();
  await panel.getByRole('menuitem', { name }).click();
  await workbench.quickInput.waitFor();
}

/** How long each image takes: as many samples of every label. */
async function useSamples(samples: number): Promise<void> {
  const folder = path.join(session.workspace.folder, '.vscode');
  await fs.mkdir(folder, { recursive: true });
  const settings = { 'diffusionClassifier.samples': samples };
  await fs.writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

/** A folder for each label, of pictures that are all different, so that none is known from another. */
async function makeAnimals(folder: string): Promise<string[]> {
  const made: string[] = [];
  for (const label of labels) {
    await fs.mkdir(path.join(folder, label), { recursive: true });
    const sample = sharp(path.join(session.workspace.folder, `${label}.jpg`)).resize(96, 96);
    for (let index = 0; index < imagesOfLabel; index++) {
      const image = `${label}/${label} ${index}.jpg`;
      const variant = sample.clone().modulate({ brightness: 0.4 + 0.15 * index });
      await variant.toFile(path.join(folder, image));
      made.push(image);
    }
  }
  return made;
}

/** Such a folder and a run of it that is done, in which the first two of each label are mistaken. */
async function makeZoo(folder: string): Promise<void> {
  const made = await makeAnimals(folder);
  const rows = made.map(async (image, at): Promise<RunRow> => {
    const { size, mtime } = await fs.stat(path.join(folder, image));
    const truth = labels.findIndex((label) => image.startsWith(label));
    const isMistaken = at % imagesOfLabel < 2;
    const best = (truth + (isMistaken ? 1 : 0)) % labels.length;
    const second = (best + labels.length - 1) % labels.length;
    const probability = 0.5 + (at % imagesOfLabel) / 20;
    const labelled = (index: number, share: number, margin: number) => ({
      ...{ label: labels[index]!, probability: share, error: 0.1 + margin, samples: 20, margin },
    });
    const ranked = [labelled(best, probability, 0), labelled(second, 1 - probability, 0.01)];
    const result = {
      ...{ predicted: labels[best]!, labels: ranked, calibrated: true, decided: true },
      ...{ evaluations: 40, remembered: 0, seconds: 0.1, provider: 'cpu' as const },
    };
    const modified = mtime.toISOString();
    return { image, bytes: size, modified, truth: labels[truth]!, result };
  });
  const run = { run: '0123456789abcdef', folder, labels, options: { samples: 20 } };
  await fabricateRun(path.join(session.folder, 'data'), { ...run, rows: await Promise.all(rows) });
}
