import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { packageRoot } from '../../server/src/packageRoot';
import { packageFor } from '../packages/packages';
import { withDescendants } from './harness/processes';
import { type Session, startSession } from './harness/session';
import { webviewFrame } from './harness/webview';
import { Workbench } from './harness/workbench';

// The package as a person has it: installed by VS Code from its file, with none of this folder's
// modules within reach.

let session: Session;
let workbench: Workbench;
let installed: string;
const artefacts = path.join(inject('artefacts'), 'vsix');

beforeAll(async () => {
  const target = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64';
  session = await startSession({ packageFile: await packageFor(target) });
  const { browser, server, workspace } = session;
  const album = path.join(workspace.folder, 'album');
  await fs.mkdir(album);
  for (const name of workspace.images.slice(0, 3)) {
    await fs.copyFile(path.join(workspace.folder, name), path.join(album, name));
  }
  const extensions = path.join(session.folder, 'data/extensions');
  const [folder] = (await fs.readdir(extensions)).filter((name) => !name.endsWith('.json'));
  installed = path.join(extensions, folder!);
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('what is installed has its own modules, and no way to those of the checkout', () => {
  const { resolve } = createRequire(path.join(installed, 'dist/server.js'));
  for (const name of ['sharp', 'onnxruntime-node', 'lmdb', '@img/sharp-wasm32/sharp.node']) {
    expect(resolve(name)).toMatch(`${installed}${path.sep}`);
  }
  expect(() => resolve('vitest')).toThrowError('Cannot find module');
  expect(() => resolve('@img/sharp-linux-x64/sharp.node')).toThrowError('Cannot find module');
});

test('a sample is classified by right-click', async () => {
  const name = 'bird.jpg';
  await workbench.chooseFromContextMenu(workbench.explorerRow(name), 'Classify Image With...');
  await workbench.type(`Classify ${name}`, 'bird, cat, dog');
  await workbench.input.press('Enter');
  const result = workbench.notification(/bird >?\d+%/);
  await result.first().waitFor();
  await workbench.screenshot('result');
  await expect.poll(() => workbench.badge(name), { timeout: 30_000 }).toBe('Bi');
  await workbench.dismissNotifications();
});

test('a folder is classified by right-click', async () => {
  await workbench.chooseFromContextMenu(workbench.explorerRow('album'), 'Classify Folder');
  const results = webviewFrame(workbench.page);
  await results.getByText('3 of 3 images').waitFor();
  // A picture from the process for thumbnails, with sharp as WebAssembly.
  const pictures = results.locator('img').filter({ visible: true });
  await expect.poll(() => pictures.count(), { timeout: 30_000 }).toBe(3);
  await workbench.screenshot('folder');
});

test('all native code that runs lies in what is installed', async () => {
  const libraries: string[] = [];
  for (const pid of await withDescendants([process.pid])) {
    const maps = await fs.readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '');
    if (!maps.includes(installed)) continue;
    for (const [, file] of maps.matchAll(/ (\/\S+\.(?:node|so[.\d]*))$/gm)) libraries.push(file!);
  }
  const ours = libraries.filter((file) => /onnxruntime|lmdb|sharp|vips/.test(file));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((file) => !file.startsWith(`${installed}/`))).toEqual([]);
  expect(libraries.filter((file) => file.startsWith(`${packageRoot()}/`))).toEqual([]);
});
