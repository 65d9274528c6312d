import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { isRunning } from '../fixtures/isRunning';
import { withDescendants } from './harness/processes';
import { ReplaceableServer } from './harness/replaceableServer';
import { type Session, startSession } from './harness/session';
import { Workbench } from './harness/workbench';

let session: Session;
let workbench: Workbench;
let server: ReplaceableServer;
let image: string;

beforeAll(async () => {
  session = await startSession({
    extension: async (folder) => {
      server = await ReplaceableServer.make(inject('extension'), path.join(folder, 'extension'));
      return server.folder;
    },
  });
  [image = ''] = session.workspace.images;
  const artefacts = path.join(inject('artefacts'), 'faults');
  const { browser, workspace } = session;
  workbench = await Workbench.open(browser, session.server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('a server that crashes at its start is said to, and is restarted from the message', async () => {
  await server.useFake('crashesAtStart');
  await classify();
  const message = workbench.notification('It could not be started; see the log.');
  await message.filter({ hasText: 'Could not classify' }).waitFor();
  await expect.poll(statusText).toContain('It could not be started');
  await screenshotOfMessage('crashes-at-start');

  await server.useReal();
  await message.getByText('Restart Server').click();
  await expectClassified();
});

test('a server that crashes once is replaced, and nobody needs to know', async () => {
  await useFakeNow('crashesOnce');
  await classify();
  await workbench.notification(`${image}: bird 50%, cat 25%`).waitFor();
  await screenshotOfMessage('crashes-once');
  expect(await server.starts()).toHaveLength(2);
  await expect.poll(statusText).toContain('Ready');
  await workbench.dismissNotifications();
});

test('a server that crashes in every classification is given up after five crashes', async () => {
  await useFakeNow('crashesInClassify');
  for (const reason of ['It stopped while', 'It stopped while', 'It stopped 5 times']) {
    await classify();
    await workbench
      .notification(`Could not classify: The language server failed: ${reason}`)
      .waitFor();
    await screenshotOfMessage('crashes-in-classify');
    await workbench.dismissNotifications();
  }
  expect(await server.starts()).toHaveLength(5);
  await expect.poll(statusText).toContain('It stopped 5 times');
  await restartReal();
});

test('a server that does not answer at its start can be restarted meanwhile', async () => {
  await useFakeNow('hangsAtStart');
  await expect.poll(statusText).toContain('Starting');
  await restartReal();
});

test('a server that does not answer at its start can be left, and is given up after 30 s', async () => {
  await useFakeNow('hangsAtStart');
  await classify();
  await cancelWithinASecond();
  const message = workbench.notification('It did not answer within 30 seconds.');
  await message.waitFor();
  await workbench.screenshot('hangs-at-start');
  expect(await statusText()).toContain('It did not answer within 30 seconds.');
  await expectGone(await server.starts());

  await server.useReal();
  await message.getByText('Restart Server').click();
  await expectClassified();
});

test('a server that hangs in a classification can be left at once', async () => {
  await useFakeNow('hangsInClassify');
  await classify();
  await workbench.notification('bird 50% (4 of 16)').waitFor();
  await cancelWithinASecond();
  await workbench.screenshot('hangs-in-classify-cancelled');
});

test('a classification in a server that hangs is answered by the one that replaces it', async () => {
  await useFakeNow('hangsInClassify');
  await classify();
  await workbench.notification('bird 50% (4 of 16)').waitFor();
  await workbench.screenshot('hangs-in-classify');

  const pids = await server.starts();
  await server.useReal();
  await startRestart();
  await expectResult();
  await expectGone(pids);
});

test('a program that is no language server is said to have failed, and is ended', async () => {
  await useFakeNow('garbageAtStart');
  await classify();
  await workbench
    .notification('Could not classify: The language server failed: It could not')
    .waitFor();
  await screenshotOfMessage('garbage-at-start');
  await expectGone(await server.starts());
  await restartReal();
});

test('answers that cannot be used are said to be, and end a batch after two of them', async () => {
  await useFakeNow('garbageAnswers');
  await classify(3);
  const message = workbench.notification('Could not classify 2 images.');
  await message.filter({ hasText: 'gave an answer that cannot be used' }).waitFor();
  expect(await message.textContent()).toContain(
    'Images not tried after 2 such failures in a row: 1.',
  );
  await screenshotOfMessage('garbage-answers');

  await message.getByText('Show Details').click();
  await workbench.dialog.getByText(': not tried').waitFor();
  await workbench.screenshot('garbage-answers-details');
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
  await restartReal();
});

test('what the server has started ends with it', async () => {
  const processes = await withDescendants(await server.starts());
  expect(processes.length).toBeGreaterThan(1);
  await useFakeNow('slow');
  await expectGone(processes);
});

test('a slow server shows how far it is', async () => {
  await useFakeNow('slow');
  await classify();
  await workbench.notification('bird 50% (6 of 16)').waitFor();
  await workbench.screenshot('slow');
  await workbench.notification(`${image}: bird 50%, cat 25%`).waitFor();
  await workbench.dismissNotifications();
});

test('a server that refuses to stop is ended, by a restart and with its window', async () => {
  await useFakeNow('refusesShutdown');
  const refusing = await server.starts();
  expect(refusing.map(isRunning)).toEqual([true]);
  await useFakeNow('refusesShutdown');
  await expectGone(refusing);
  await workbench.screenshot('refuses-shutdown');

  const last = await server.starts();
  await workbench.runCommand('Developer: Reload Window');
  await expectGone(last);
});

/** Begins to classify the first `count` images of the explorer. */
async function classify(count = 1): Promise<void> {
  const rows = session.workspace.images.slice(0, count).map((name) => workbench.explorerRow(name));
  await rows[0]!.click();
  if (count > 1) await rows.at(-1)!.click({ modifiers: ['Shift'] });
  await workbench.chooseFromContextMenu(rows.at(-1)!, 'Classify Image With...');
  await workbench.type('Choose labels, or type some', 'bird, cat, dog');
  await workbench.input.press('Enter');
}

async function expectResult(): Promise<void> {
  // The progress says nothing of a second label.
  await workbench.notification(new RegExp(`${image}: [^(]*, `)).waitFor();
  await workbench.dismissNotifications();
}

/** By the real server, which runs or starts. */
async function expectClassified(): Promise<void> {
  await classify();
  await expectResult();
}

/** Without the progress that led to the message: VS Code keeps that for 0.8 s. */
async function screenshotOfMessage(name: string): Promise<void> {
  await workbench.notification('Classifying ').waitFor({ state: 'hidden' });
  await workbench.screenshot(name);
}

async function cancelWithinASecond(): Promise<void> {
  const progress = workbench.notification(`Classifying ${image}`);
  await progress.waitFor();
  const cancelled = Date.now();
  await progress.getByText('Cancel').click();
  await progress.waitFor({ state: 'hidden' });
  expect(Date.now() - cancelled).toBeLessThan(1_000);
}

function startRestart(): Promise<void> {
  return workbench.runCommand('Diffusion Classifier: Restart Server');
}

/** Replaces the running server by a fake one. */
async function useFakeNow(name: string): Promise<void> {
  await server.useFake(name);
  await startRestart();
  await expect.poll(() => server.starts(), { timeout: 20_000 }).toHaveLength(1);
}

async function restartReal(): Promise<void> {
  const pids = await server.starts();
  await server.useReal();
  await startRestart();
  await expectClassified();
  await expectGone(pids);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([]);
}

/** What the status bar says to a screen reader, which is what its hover shows. */
async function statusText(): Promise<string> {
  const item = workbench.page.locator('.statusbar-item[id$="diffusion-classifier.status"]');
  return (await item.getAttribute('aria-label')) ?? '';
}
