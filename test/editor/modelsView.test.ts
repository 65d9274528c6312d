import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { ReplaceableServer } from './harness/replaceableServer';
import { type Session, startSession } from './harness/session';
import { inThemes, openSideBar, pressInRow, sideBarRow } from './harness/sideBar';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  session = await startSession({
    extension: async (folder) => {
      const server = await ReplaceableServer.make(
        inject('extension'),
        path.join(folder, 'extension'),
      );
      await server.useFake('models');
      return server.folder;
    },
  });
  const artefacts = path.join(inject('artefacts'), 'modelsView');
  const { browser, workspace } = session;
  workbench = await Workbench.open(browser, session.server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

const row = (text: string): Locator => sideBarRow(workbench, text);

test('models are listed with what each takes, those on this machine first', async () => {
  await openSideBar(workbench, 'Diffusion Classifier', 'Models Section');
  await row('Everyday things').filter({ hasText: 'in use' }).waitFor();
  const rows = await workbench.page.locator('.sidebar .monaco-list-row').allTextContents();
  const order = ['Everyday', '2.1-base', '1.5', 'XL'].map((part) =>
    rows.findIndex((text) => text.includes(part)),
  );
  expect(order).toEqual([...order].sort((one, other) => one - other));
  await row('1.5').filter({ hasText: '3.1 of 5.2 GB downloaded' }).waitFor();
  await row('XL')
    .filter({ hasText: /13\sGB to download/ })
    .waitFor();
  await workbench.hoverUntil(row('XL'), 'Licence: CreativeML Open RAIL++-M');
  await inThemes(workbench, 'models');
});

test('runs that cannot be listed are said to be, with what may help', async () => {
  await workbench.page.getByText('The runs cannot be listed').waitFor();
  await workbench.page.getByRole('button', { name: 'Restart Server' }).waitFor();
});

test('a model is used from its row', async () => {
  await press('2.1-base', 'Use Model');
  await row('2.1-base').filter({ hasText: 'in use' }).waitFor();
  await press('Everyday things', 'Use Model');
  await row('Everyday things').filter({ hasText: 'in use' }).waitFor();
});

test('a download shows in its row, and can be resumed there', async () => {
  await press('1.5', 'Resume Download');
  await workbench.dialog.getByText('Accept and Download').click();
  await row('1.5')
    .filter({ hasText: /\d+%, [\d.]+ of 5\.2 GB/ })
    .waitFor();
  await workbench.screenshot('download');
  await workbench.notification('Downloading').getByText('Cancel').click();
  await workbench.notification('was cancelled. What has come so far is kept.').waitFor();
  await row('1.5').filter({ hasText: 'of 5.2 GB downloaded' }).waitFor();
  await workbench.dismissNotifications();
});

test('a model is removed from its context menu', async () => {
  await workbench.chooseFromContextMenu(row('2.1-base'), 'Remove Model');
  await workbench.dialog.getByText('Remove', { exact: true }).click();
  await row('2.1-base').filter({ hasText: 'to download' }).waitFor();
});

function press(text: string, button: string): Promise<void> {
  return pressInRow(workbench, row(text), button);
}
