import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;
let image: string;
let other: string;

beforeAll(async () => {
  session = await startSession({ extension: inject('extension') });
  const { browser, server, workspace } = session;
  [image = '', other = ''] = workspace.images;
  const weights = [
    { label: 'cat', prior: 3 },
    { label: 'dog', prior: 1 },
    { label: 'bird', prior: 1 },
  ];
  await write('pets.labels.json', JSON.stringify({ name: 'Pets', labels: weights }));
  await write('animals.labels.txt', '# What lives here\nbird\ndeer\nfrog\nhorse\n');
  await write('broken.labels.json', '{ "labels": ["cat"] }');
  const sets = { vehicles: ['airplane', 'automobile', 'ship', 'truck'], nothing: 7 };
  await write('.vscode/settings.json', JSON.stringify({ 'diffusionClassifier.labelSets': sets }));
  for (const [index, label] of ['bird', 'cat', 'dog'].entries()) {
    const name = workspace.images[index]!;
    await fs.mkdir(inWorkspace('sorted', label), { recursive: true });
    await fs.copyFile(inWorkspace(name), inWorkspace('sorted', label, name));
  }
  await fs.mkdir(inWorkspace('empty'));
  const artefacts = path.join(inject('artefacts'), 'labelSets');
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

/** Light comes last: the other tests are in it. */
const themes = ['Dark Modern', 'Dark High Contrast', 'Light Modern'];

const forImages = ['Classify Image', 'Classify Image With...', 'Explain Image'];
const forFolders = [
  ...['Classify Folder', 'Classify Folder With...'],
  'Create Label Set from Folder Names...',
];
const all = [...forImages, 'Copy Result', ...forFolders];

test('the explorer has what applies to an image, a folder and another file', async () => {
  await workbench.explorerRow(image).click();
  expect(await offered(workbench.explorerRow(image), forImages[0])).toEqual(forImages);
  expect(await offered(folderRow('sorted'), forFolders[0])).toEqual(forFolders);
  expect(await offered(workbench.explorerRow('pets.labels.json'))).toEqual([]);
});

test('so do the tabs of an image and of another file', async () => {
  await workbench.explorerRow(image).dblclick();
  const tab = workbench.page.locator('.tab', { hasText: image });
  expect(await offered(tab, forImages[0])).toEqual(forImages);
  const title = workbench.page.locator('.editor-actions');
  await title.getByRole('button', { name: 'Classify Image' }).waitFor();
  await workbench.screenshot('tab');

  await workbench.openFile('pets.labels.json');
  expect(await offered(workbench.page.locator('.tab', { hasText: 'pets.labels' }))).toEqual([]);
  expect(await title.getByRole('button', { name: 'Classify Image' }).count()).toBe(0);
});

test.each(themes)('the list of label sets in the theme %s', async (theme) => {
  await workbench.chooseTheme(theme);
  await openList(image);
  await workbench.leave();
  await workbench.screenshot('list');
  await closeList();
});

test('label sets of settings and files are listed, with what is wrong with some', async () => {
  await openList(image);
  expect(await workbench.pickRow('vehicles').textContent()).toContain('airplane, automobile');
  expect(await workbench.pickRow('Pets').textContent()).toContain('cat, dog, bird');
  expect(await workbench.pickRow('animals').textContent()).toContain('bird, deer, frog, horse');
  expect(await workbench.pickRow('broken').textContent()).toContain('at least two labels');
  expect(await workbench.pickRow('nothing').textContent()).toContain('Expected a list of labels');
  await closeList();
});

test('a chosen set is used, is on top from then on, and is used at once', async () => {
  await openList(image);
  await workbench.pickRow('animals').click();
  await resultMessage(/bird [>\d]/);
  await workbench.dismissNotifications();

  await openList(image);
  await expect.poll(() => workbench.focusedPickRow()).toContain('animals');
  await workbench.screenshot('last-used');
  await closeList();

  await write('animals.labels.txt', 'truck\ncat\n');
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image');
  await resultMessage(/truck/);
  await workbench.dismissNotifications();
});

test('a set that cannot be used any more is not used: the list says why', async () => {
  await write('animals.labels.txt', 'cat\n');
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), 'Classify Image');
  await workbench.pickRow('animals').filter({ hasText: 'at least two labels' }).waitFor();
  await workbench.screenshot('broken-now');
  await workbench.pickRow('animals').click();
  await workbench.page.locator('.tab.active', { hasText: 'animals.labels.txt' }).waitFor();
  expect(await workbench.notifications.count()).toBe(0);
});

test('priors of a file reach the model', async () => {
  await openList(image);
  await workbench.pickRow('Pets').click();
  await resultMessage(/bird|cat|dog/);
  await workbench.dismissNotifications();
});

test('a typed list is saved as a file under a name, and listed', async () => {
  await openList(image);
  await workbench.input.fill('frog, horse');
  await workbench.pickRow('frog, horse').getByRole('button', { name: 'Save' }).click();
  await workbench.type('The name of the label set', 'Farm: animals');
  await workbench.screenshot('save-name');
  await workbench.input.press('Enter');
  await workbench.pickRow('User Settings').waitFor();
  await workbench.screenshot('save-place');
  await workbench.pickRow('File Farm- animals.labels.json').click();
  await workbench.pickRow('Farm: animals').filter({ hasText: 'frog, horse' }).waitFor();
  expect(JSON.parse(await read('Farm- animals.labels.json'))).toEqual({
    name: 'Farm: animals',
    labels: ['frog', 'horse'],
  });
  await closeList();
});

test('the labels used last are saved in the settings', async () => {
  await workbench.runCommand('Diffusion Classifier: Save Label Set...');
  await workbench.type('The name of the label set', 'mine');
  await workbench.input.press('Enter');
  await workbench.pickRow('Workspace Settings').click();
  await workbench.page.getByText('The label set "mine" was saved').waitFor();
  await workbench.screenshot('saved-in-settings');
  const settings = JSON.parse(await read('.vscode/settings.json'));
  const mine = settings['diffusionClassifier.labelSets'].mine;
  expect(mine[0]).toEqual({ label: 'cat', prior: 3 });

  await openList(image);
  await workbench.pickRow('mine').hover();
  await workbench.pickRow('mine').getByRole('button', { name: 'Edit in Settings' }).click();
  await workbench.page.getByText('settings.json').first().waitFor();
  await workbench.screenshot('edit-settings');
  await workbench.page.keyboard.press('Escape');
  await workbench.runCommand('View: Close All Editors');
});

test('names of folders become a label set beside the folder', async () => {
  const item = 'Create Label Set from Folder Names...';
  await workbench.chooseFromContextMenu(folderRow('sorted'), item);
  await workbench.quickInput.getByText('3 labels of the folders in sorted').waitFor();
  await workbench.screenshot('from-folders');
  await workbench.pickRow('Save as Label Set').click();
  await expect.poll(() => workbench.input.inputValue()).toBe('sorted');
  await workbench.input.press('Enter');
  await workbench.pickRow('File sorted.labels.json').click();
  await workbench.page.locator('.tab.active', { hasText: 'sorted.labels.json' }).waitFor();
  expect(JSON.parse(await read('sorted.labels.json'))).toEqual({ labels: ['bird', 'cat', 'dog'] });
  await workbench.screenshot('saved-from-folders');
  // The explorer forgets what was clicked when it gets a new row.
  await workbench.explorerRow('sorted.labels.json').waitFor();

  await workbench.chooseFromContextMenu(folderRow('empty'), item);
  await workbench.notification('two sub-folders in empty').waitFor();
  await workbench.screenshot('no-folders');
  await workbench.dismissNotifications();
});

test('the editor knows the format of the file', async () => {
  await workbench.openFile('broken.labels.json');
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  await workbench.hoverUntil(
    workbench.page.locator('.monaco-editor .view-line span span', { hasText: '"labels"' }),
    'at least two',
  );
  await workbench.screenshot('schema');
});

test('a folder is classified with the names of its folders', async () => {
  await workbench.chooseFromContextMenu(folderRow('sorted'), 'Classify Folder With...');
  await workbench.quickInput.getByText('Classify sorted').waitFor();
  const names = workbench.pickRow('From Folder Names in sorted');
  await names.filter({ hasText: 'bird, cat, dog' }).waitFor();
  await workbench.screenshot('folder-list');
  await names.click();
  await workbench.page.locator('.tab.active', { hasText: 'sorted' }).waitFor();
  await folderRow('sorted').click();
  await workbench.explorerRow('cat').filter({ hasNotText: '.jpg' }).first().waitFor();
  await workbench.screenshot('run');
});

test('folders and images that are selected together are both classified', async () => {
  await workbench.runCommand('View: Close All Editors');
  await workbench.explorerRow(other).click();
  await folderRow('sorted').click({ modifiers: ['Control'] });
  await workbench.chooseFromContextMenu(folderRow('sorted'), 'Classify Folder');
  await resultMessage(other);
  await workbench.page.locator('.tab', { hasText: 'sorted' }).waitFor();
  await workbench.screenshot('both');
  await workbench.dismissNotifications();
});

test('after a reload, images have their labels again once the server runs', async () => {
  await expect.poll(() => workbench.badge(image)).toMatch(/^[A-Z][a-z]$/);
  const badge = await workbench.badge(image);
  await workbench.page.reload();
  await workbench.explorerRow(image).waitFor();
  await workbench.openFile(session.workspace.markdown);
  await workbench.hoverText(image, 'evaluations');
  await expect.poll(() => workbench.badge(image)).toBe(badge);
  await workbench.screenshot('remembered');

  await fs.appendFile(inWorkspace(image), ' ');
  await expect.poll(() => workbench.badge(image)).toBe('');
});

test('an image is explained from its context menu', async () => {
  await workbench.chooseFromContextMenu(workbench.explorerRow(other), 'Explain Image');
  await workbench.page.locator('.tab.active', { hasText: other }).waitFor();
  await workbench.screenshot('explain');
});

/** What of ours the menu of `target` has; `first` of it comes when the extension is known. */
async function offered(target: Locator, first?: string): Promise<string[]> {
  const menu = workbench.page.locator('.monaco-menu');
  if (first) await workbench.openContextMenu(target, first);
  else await target.click({ button: 'right' });
  await menu.getByRole('menuitem').first().waitFor();
  const names = await menu.getByRole('menuitem').allTextContents();
  await workbench.screenshot('menu');
  await workbench.page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  return names.filter((name) => all.includes(name));
}

async function openList(name: string): Promise<void> {
  const row = workbench.explorerRow(name);
  await workbench.chooseFromContextMenu(row, 'Classify Image With...');
  await workbench.quickInput.getByText(`Classify ${name}`).waitFor();
  await workbench.pickRow('vehicles').waitFor();
}

async function closeList(): Promise<void> {
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
}

async function resultMessage(expected: string | RegExp): Promise<void> {
  await workbench.notification('Show Details').filter({ hasText: expected }).waitFor();
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
}

function folderRow(name: string): Locator {
  return workbench.page
    .locator('.explorer-folders-view .monaco-list-row')
    .filter({ has: workbench.page.getByText(name, { exact: true }) });
}

function inWorkspace(...parts: string[]): string {
  return path.join(session.workspace.folder, ...parts);
}

async function write(name: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(inWorkspace(name)), { recursive: true });
  await fs.writeFile(inWorkspace(name), text);
}

function read(name: string): Promise<string> {
  return fs.readFile(inWorkspace(name), 'utf8');
}
