import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { RunRow } from '../../server/src/protocol';
import { fabricateRun } from './harness/fabricatedRun';
import { type Session, startSession } from './harness/session';
import { webviewFrame } from './harness/webview';
import { Workbench } from './harness/workbench';

const count = 50_000;
const labels = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
const openings = 4;
const jumps = 10;

let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  session = await startSession({ extension: inject('extension') });
  const folder = path.join(session.folder, 'many');
  const rows = await makeRows(folder);
  const dataFolder = path.join(session.folder, 'data');
  await fabricateRun(dataFolder, { run: '0123456789abcdef', folder, labels, rows });
  const artefacts = path.join(inject('artefacts'), 'manyRows');
  const { browser, server, workspace } = session;
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
  await workbench.openFile(workspace.markdown);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

/** VS Code's own preview is measured beside it: a page of either waits for the same machinery. */
test('50,000 rows open as a page of a few words does, and it says how soon', async () => {
  const ours: number[] = [];
  const previews: number[] = [];
  for (let i = 0; i < openings; i++) {
    await workbench.runCommand('Diffusion Classifier: Open Results');
    await workbench.pickRow('many').first().waitFor();
    ours.push(
      await timeUntil(panel().locator('row-grid [data-image]'), () =>
        workbench.page.keyboard.press('Enter'),
      ),
    );
    expect(await panel().locator('.found').textContent()).toContain('50,000');
    await closeEditor();
  }
  for (let i = 0; i < openings; i++) {
    const open = (): Promise<void> => workbench.runCommand('Markdown: Open Preview');
    previews.push(await timeUntil(panel().locator('.markdown-body p'), open));
    await closeEditor();
  }
  console.log(`First of 50,000 rows after ${ours} ms; VS Code's Markdown preview: ${previews} ms`);
});

test('wherever the list is scrolled to, its rows come', async () => {
  await workbench.runCommand('Diffusion Classifier: Open Results');
  await workbench.pickRow('many').first().click();
  const rows = panel().locator('row-grid [data-image]');
  await rows.first().waitFor();
  const times: number[] = [];
  const seen = new Set<string>();
  for (let jump = 1; jump <= jumps; jump++) {
    const part = jump / jumps;
    const before = await rows.first().getAttribute('data-image');
    const began = performance.now();
    await panel()
      .locator('row-grid .scroller')
      .evaluate((scroller, to) => scroller.scrollTo(0, scroller.scrollHeight * to), part);
    await expect.poll(() => rows.first().getAttribute('data-image')).not.toBe(before);
    await panel().locator('row-grid .pending').first().waitFor({ state: 'detached' });
    times.push(Math.round(performance.now() - began));
    seen.add((await rows.last().getAttribute('data-image')) ?? '');
  }
  expect(seen.size).toBe(jumps);
  expect([...seen].at(-1)).toContain('image-49999');
  await workbench.screenshot('end');
  console.log(`Rows after a jump of a tenth of the list: ${times} ms`);
});

async function timeUntil(shown: Locator, open: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await open();
  await shown.first().waitFor();
  return Math.round(performance.now() - began);
}

function panel() {
  return webviewFrame(workbench.page);
}

async function closeEditor(): Promise<void> {
  await workbench.runCommand('View: Close Editor');
  await workbench.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
}

/** Images in folders of their labels, one file under 50,000 names, and what a run says of them. */
async function makeRows(folder: string): Promise<RunRow[]> {
  for (const label of labels) await fs.mkdir(path.join(folder, label), { recursive: true });
  const source = path.join(session.workspace.folder, session.workspace.images[0]!);
  const { size, mtime } = await fs.stat(source);
  const rows: RunRow[] = [];
  for (let i = 0; i < count; i++) {
    const truth = labels[Math.floor((i / count) * labels.length)]!;
    const image = `${truth}/image-${String(i).padStart(5, '0')}.jpg`;
    await fs.link(source, path.join(folder, image));
    rows.push({ image, bytes: size, modified: mtime.toISOString(), truth, result: result(i) });
  }
  return rows;
}

function result(index: number): NonNullable<RunRow['result']> {
  const ranked = labels.map((_, rank) => ({
    label: labels[(index + rank) % labels.length]!,
    probability: rank === 0 ? 0.55 : 0.05,
    error: 0.1 + rank / 100,
    samples: 60,
    margin: rank / 100,
  }));
  return {
    predicted: ranked[0]!.label,
    labels: ranked,
    calibrated: true,
    decided: true,
    evaluations: 300,
    remembered: 0,
    seconds: 0.3,
    provider: 'cpu',
  };
}
