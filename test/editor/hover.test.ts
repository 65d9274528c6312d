import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { ClassifyResult } from '../../server/src/protocol';
import { initialize, startProcess } from '../protocol/serverProcess';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;
let cache: string;
/** A language whose names of images VS Code itself does not show. */
const table = 'images.csv';

beforeAll(async () => {
  cache = await fs.mkdtemp(path.join(os.tmpdir(), 'hover-cache-'));
  session = await startSession({
    extension: inject('extension'),
    environment: { XDG_CACHE_HOME: cache },
  });
  const { browser, server, workspace } = session;
  const image = path.join(workspace.folder, 'cat.jpg');
  await fs.copyFile(image, path.join(workspace.folder, 'a](b) |width=900 #1.jpg'));
  const lines = ['cat.jpg', 'dog.jpg', '"a](b) |width=900 #1.jpg"'];
  await fs.writeFile(path.join(workspace.folder, table), `${lines.join('\n')}\n`);
  workbench = await Workbench.open(browser, server, workspace.folder, inject('artefacts'));
  await workbench.openFile(table);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(async () => {
  await session?.close();
  await fs.rm(cache, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** What the server of another window finds. */
async function classifiedElsewhere(name: string): Promise<ClassifyResult> {
  const server = await startProcess();
  const cacheFolder = path.join(cache, 'diffusion-classifier');
  await initialize(server, process.pid, { cacheFolder });
  const image = path.join(session.workspace.folder, name);
  const labels = ['cat', 'dog', 'bird'];
  return await server.client.sendRequest('diffusionClassifier/classify', { image, labels });
}

/** Width and height of the picture in a hover, once it has come. */
async function pictureIn(hover: Locator): Promise<{ width: number; height: number }> {
  const picture = hover.locator('img');
  const width = () =>
    picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
  await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(0);
  return (await picture.boundingBox())!;
}

/** Closes the question that a link has asked, and the hover, which a click has made stay. */
async function leaveHover(): Promise<void> {
  await workbench.page.keyboard.press('Escape');
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await workbench.page
    .locator('.monaco-editor .view-lines')
    .click({ position: { x: 400, y: 300 } });
  await workbench.hover.waitFor({ state: 'hidden' });
}

test('a hover shows the image, its size, labels with bars, the model, the age, and what to do', async () => {
  const known = await classifiedElsewhere('cat.jpg');
  const hover = await workbench.hoverText('cat.jpg', 'evaluations');
  const picture = await pictureIn(hover);
  expect(Math.round((picture.width / picture.height) * 3)).toBe(4);
  expect(picture.height).toBeLessThanOrEqual(72);
  const text = (await hover.innerText()).replaceAll('\u00A0', ' ');
  expect(text).toContain('1,024 × 768');
  expect(text).toContain(known.predicted);
  expect(text).toMatch(/█.*░/);
  expect(text).toMatch(/everyday-32 · \d+ evaluations · (just now|\d+ minutes? ago)/);
  await workbench.screenshot('hover-known');
  await hover.getByText('Classify with...').click();
  await workbench.quickInput.waitFor();
  await leaveHover();
});

test('of an image that is not classified it shows the picture, and offers to classify', async () => {
  const hover = await workbench.hoverText('dog.jpg', 'has not been classified');
  await pictureIn(hover);
  await workbench.screenshot('hover-offers');
  await hover.getByText('Classify it').click();
  await workbench.quickInput.getByText('Classify dog.jpg').waitFor();
  await leaveHover();
});

test('a name with Markdown in it is text, and its picture no larger than others', async () => {
  const hover = await workbench.hoverText('width=900', 'has not been classified');
  expect((await pictureIn(hover)).height).toBeLessThanOrEqual(72);
  expect(await hover.innerText()).toContain('a](b) |width=900 #1.jpg');
  await workbench.screenshot('hover-hostile');
});

test.each(['Dark Modern', 'Dark High Contrast', 'Light High Contrast'])('in %s', async (theme) => {
  await workbench.chooseTheme(theme);
  const hover = await workbench.hoverText('cat.jpg', 'evaluations');
  await pictureIn(hover);
  await workbench.screenshot(`hover-${theme.toLowerCase().replaceAll(' ', '-')}`);
});

test('in Markdown, too', async () => {
  await workbench.openFile(session.workspace.markdown);
  const hover = await workbench.hoverText('cat.jpg', 'evaluations');
  await pictureIn(hover);
  await workbench.screenshot('hover-markdown');
});
