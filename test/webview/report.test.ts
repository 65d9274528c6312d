import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { RunReport, RunSummary } from '../../server/src/protocol';
import type {} from '../editor/globalSetup';
import { launchBrowser } from '../editor/harness/browser';
import { runReport } from './answers';
import { seriousFindings } from './harness/axe';
import { FakeRun } from './harness/fakeRun';
import { openPanel, type PanelOptions, type PanelPage } from './harness/panelPage';
import { themes } from './harness/themes';

let browser: Browser;
let panel: PanelPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});
afterAll(() => browser?.close());

/** The report of a run, whose rows are those of a made-up one. */
async function open(
  report: RunReport = runReport(),
  { run = {}, ...options }: Partial<PanelOptions> & { run?: Partial<RunSummary> } = {},
): Promise<void> {
  const rows = new FakeRun(200, report.labels);
  panel = await openPanel(browser, {
    state: rows.state(run),
    answers: { ...rows.answers, report: () => report },
    ...options,
  });
  page = panel.page;
  await page.getByRole('tab', { name: 'Report' }).click();
  await page.locator('dl.figures').waitFor();
}

function cell(truth: string, predicted: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^${truth} predicted as ${predicted}:`) });
}

/** The query of the rows that were asked for last. */
function lastQuery() {
  const { from: _, count: __, ...query } = panel.asked('rows').at(-1) ?? {};
  return query;
}

test('a run has its accuracy, its confusion matrix and the figures of its labels', async () => {
  await open();
  const figures = await page.locator('dl.figures').innerText();
  expect(figures).toContain('74.5%');
  expect(figures).toContain('72.5% to 76.3%');
  expect(figures).toContain('right, 1,489 of 2,000 images');
  expect(await cell('cat', 'dog').innerText()).toBe('35');
  expect(await cell('cat', 'dog').getAttribute('aria-label')).toBe(
    'cat predicted as dog: 35 of 203 images',
  );
  const airplane = await page.locator('label-figures tbody tr').first().innerText();
  expect(airplane).toMatch(/airplane\s+210\s+190\s+78\.9%\s*72\.6% to 84\.1%/);
  await page.locator('run-report data-chart svg').waitFor();
});

test('a cell of the matrix shows its images', async () => {
  await open();
  await cell('cat', 'dog').click();
  await expect.poll(lastQuery).toEqual({ truth: 'cat', predicted: 'dog' });
  expect(await page.locator('run-report').count()).toBe(0);
});

test('the matrix is one stop for Tab, arrows go from one cell to the next with images', async () => {
  await open();
  const stops = page.locator('confusion-table button[tabindex="0"]');
  expect(await stops.count()).toBe(1);
  await stops.focus();
  expect(await page.locator('confusion-table button:focus').innerText()).toBe('150');
  // No automobile was taken for a frog or a horse: the arrow goes over both.
  await cell('automobile', 'dog').focus();
  await page.keyboard.press('ArrowRight');
  const focused = page.locator('confusion-table button:focus');
  expect(await focused.getAttribute('aria-label')).toMatch(/^automobile predicted as ship/);
  expect(await stops.count()).toBe(1);
  await page.keyboard.press('Enter');
  await expect.poll(lastQuery).toEqual({ truth: 'automobile', predicted: 'ship' });
});

test('a bar of the histogram shows its images, by keyboard too', async () => {
  await open();
  const bar = page.locator('label-histogram').getByRole('button', { name: /^truck/ });
  expect(await bar.innerText()).toMatch(/221\s+11\.1%/);
  await bar.focus();
  await page.keyboard.press('Enter');
  await expect.poll(lastQuery).toEqual({ predicted: 'truck' });
});

test('figures of labels can be put in order', async () => {
  await open();
  const recall = page.getByRole('columnheader', { name: 'Recall' });
  const first = page.locator('label-figures tbody th').first();
  await recall.getByRole('button').click();
  expect(await recall.getAttribute('aria-sort')).toBe('ascending');
  expect(await first.innerText()).toBe('cat');
  await recall.getByRole('button').click();
  expect(await recall.getAttribute('aria-sort')).toBe('descending');
  expect(await first.innerText()).toBe('automobile');
});

test('an image whose label may be wrong opens', async () => {
  await open();
  await page.getByRole('button', { name: 'dog/0613-5.png' }).click();
  await expect
    .poll(() => panel.asked('act'))
    .toEqual([{ action: 'openImage', image: 'dog/0613-5.png' }]);
});

test('an image that cannot be opened says so in its place', async () => {
  const report = runReport();
  const rows = new FakeRun(20, report.labels);
  const act = () => {
    throw new Error('dog/0613-5.png is not there any more.');
  };
  await open(report, { answers: { ...rows.answers, report: () => report, act } });
  await page.getByRole('button', { name: 'dog/0613-5.png' }).click();
  await page.getByRole('alert').getByText('is not there any more').waitFor();
});

test('failures are told by their reason, and shown', async () => {
  const examples = [{ image: 'cat/1.png', message: 'cat/1.png: only half of it is there.' }];
  const failures = [{ code: 'image-not-decodable', images: 3, examples }];
  await open({ ...runReport(), failed: 3, failures });
  expect(await page.locator('failure-groups details').innerText()).toContain(
    'the image is damaged (3)',
  );
  await page.getByRole('button', { name: 'Show What Failed (3)' }).click();
  await expect.poll(lastQuery).toEqual({ only: 'failed' });
});

test('without right labels it says what is missing, and shows what was predicted', async () => {
  await open({ ...runReport(), measured: null });
  await page.getByText('The right labels of these images are not known').waitFor();
  expect(await page.locator('confusion-table').count()).toBe(0);
  expect(await page.locator('label-histogram li').count()).toBe(10);
  await page.getByRole('button', { name: 'Show the Least Certain Images First' }).click();
  await expect.poll(lastQuery).toEqual({ order: 'uncertainty' });
});

test('while a run goes on its report is asked for at most every three seconds', async () => {
  await open({ ...runReport(), state: 'running' }, { run: { state: 'running' } });
  await page.getByText('The run is not done').waitFor();
  const begun = Date.now();
  for (let change = 0; change < 8; change++) {
    await panel.send({ kind: 'rowsChanged' });
    await page.waitForFunction('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  await expect.poll(() => panel.asked('report').length, { timeout: 10_000 }).toBe(2);
  expect(Date.now() - begun).toBeGreaterThan(2_000);
});

test('a report that fails says so in its place, and can be tried again', async () => {
  let tries = 0;
  const rows = new FakeRun(20);
  const report = () => {
    tries++;
    if (tries === 1) throw new Error('The language server stopped unexpectedly.');
    return runReport();
  };
  panel = await openPanel(browser, {
    state: rows.state(),
    answers: { ...rows.answers, report },
  });
  page = panel.page;
  await page.getByRole('tab', { name: 'Report' }).click();
  await page.getByText('The language server stopped unexpectedly.').waitFor();
  await page.getByRole('button', { name: 'Try Again' }).click();
  await page.locator('dl.figures').waitFor();
  expect(await page.getByText('The language server stopped').count()).toBe(0);
});

test('a matrix of 200 labels scrolls within, its names staying in view', async () => {
  const report = runReport();
  const labels = Array.from({ length: 200 }, (_, index) => `label ${index}`);
  const confusion = labels.flatMap((truth, index) => [
    { truth, predicted: truth, images: 9 },
    { truth, predicted: labels[(index * 7 + 1) % 200]!, images: 2 },
  ]);
  await open({ ...report, labels, measured: { ...report.measured!, confusion } });
  await cell('label 199', 'label 199').focus();
  const [scroll, column, row] = await Promise.all([
    page.locator('confusion-table .scroll').boundingBox(),
    page.locator('confusion-table thead th').nth(199).boundingBox(),
    page.locator('confusion-table tbody th').nth(199).boundingBox(),
  ]);
  expect(column!.y).toBeCloseTo(scroll!.y, 0);
  expect(row!.x).toBeCloseTo(scroll!.x, 0);
  expect(scroll!.height).toBeLessThan(700);
});

test.each(themes)('axe finds nothing serious, and it can be looked at: %s', async (theme) => {
  await open(runReport(), { theme });
  await page.locator('run-report data-chart svg').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: path.join(inject('artefacts'), `report-${theme}.png`) });
});
