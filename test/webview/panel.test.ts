import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../editor/harness/browser';
import { FakeRun } from './harness/fakeRun';
import { openPanel, type PanelOptions, type PanelPage } from './harness/panelPage';

let browser: Browser;
let panel: PanelPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});
afterAll(() => browser?.close());

async function open(run: FakeRun, options: Partial<PanelOptions> = {}): Promise<void> {
  panel = await openPanel(browser, { state: run.state(), answers: run.answers, ...options });
}

const row = (index: number) => panel.page.locator(`[data-index="${index}"][data-image]`);
const acts = () => panel.asked('act').map(({ action }) => action);
const button = (name: string) => panel.page.getByRole('button', { name, exact: true });

test('the header says how far a run is, and offers what can be done about it', async () => {
  const run = new FakeRun(120);
  const counts = { total: 1_234, done: 117, failed: 3, unchanged: 0 };
  const state = run.state({ state: 'running', counts });
  await open(run, {
    state: {
      ...state,
      progress: {
        run: state.run.run,
        state: 'running',
        counts,
        isListed: true,
        imagesPerSecond: 12.34,
        secondsLeft: 93,
      },
    },
  });
  const header = panel.page.locator('run-header');
  await header
    .getByText('120 of 1,234 images · 3 failed · 12.3 images a second · 2 min left')
    .waitFor();
  expect(await header.getByRole('heading').innerText()).toBe('animals');
  expect(await header.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('120');
  await button('Pause').click();
  await button('Cancel').click();

  await panel.show(run.state({ state: 'paused', counts }));
  await header.getByText('Paused').waitFor();
  await button('Resume Run').click();
  await panel.show(run.state({ state: 'done', counts: { ...counts, total: 120 } }));
  await header.getByText('Done').waitFor();
  expect(await button('Resume Run').count()).toBe(0);
  await button('Try Failed Images Again').click();
  await expect.poll(acts).toEqual(['pause', 'cancel', 'resume', 'retry']);
});

test('who pauses by keyboard can resume at once, and pause again', async () => {
  const run = new FakeRun(20);
  await open(run, { state: run.state({ state: 'running' }) });
  await button('Pause').focus();
  await panel.page.keyboard.press('Enter');
  await expect.poll(acts).toEqual(['pause']);
  await panel.show(run.state({ state: 'paused' }));
  await button('Resume Run').waitFor();
  await panel.page.keyboard.press('Enter');
  await expect.poll(acts).toEqual(['pause', 'resume']);
});

test('a menu holds what is done with a whole run', async () => {
  const run = new FakeRun(10);
  await open(run);
  for (const name of [
    'Save Report...',
    'Export Results...',
    'Export Reviewed Labels...',
    'Sort into Folders by Prediction...',
    'Sort into Folders by Review...',
    'Undo Sorting...',
    'Reveal Folder',
  ]) {
    await button('More Actions').click();
    await panel.page.getByRole('menuitem', { name }).click();
  }
  await expect
    .poll(acts)
    .toEqual([
      'saveReport',
      'export',
      'exportReviews',
      'sort',
      'sortReviewed',
      'undoSort',
      'revealFolder',
    ]);
});

test('a menu is driven by keys, and closes without a choice', async () => {
  const run = new FakeRun(10);
  await open(run);
  await button('More Actions').focus();
  await panel.page.keyboard.press('Enter');
  const item = (name: string) => panel.page.getByRole('menuitem', { name });
  await expect
    .poll(() => item('Save Report...').evaluate((each) => each.matches(':focus')))
    .toBe(true);
  await panel.page.keyboard.press('ArrowUp');
  await expect
    .poll(() => item('Reveal Folder').evaluate((each) => each.matches(':focus')))
    .toBe(true);
  await panel.page.keyboard.press('Escape');
  await item('Reveal Folder').waitFor({ state: 'hidden' });
  expect(acts()).toEqual([]);
});

test('what drops down goes again by its own button, and by a click elsewhere', async () => {
  const run = new FakeRun(10);
  await open(run);
  const list = panel.page.getByRole('combobox', { name: 'Find a label' });
  await button('Label').click();
  await list.waitFor();
  await button('Label').click();
  await list.waitFor({ state: 'hidden' });
  await button('Label').click();
  await row(5).click();
  await list.waitFor({ state: 'hidden' });
});

test('a server that died is told, and can be restarted', async () => {
  const run = new FakeRun(10);
  const message = 'The language server stopped and could not be restarted.';
  await open(run, { state: { ...run.state(), trouble: { message, canRestart: true } } });
  await panel.page.getByRole('alert').filter({ hasText: message }).waitFor();
  await row(0).waitFor();
  await button('Restart Server').click();
  await button('Show Log').click();
  await expect.poll(acts).toEqual(['restartServer', 'showLog']);
  await panel.show(run.state());
  await panel.page.getByRole('alert').waitFor({ state: 'hidden' });
});

test('a panel about nothing says why', async () => {
  const run = new FakeRun(0);
  const trouble = { message: 'This run is not there any more.', canRestart: false };
  await open(run, { state: { kind: 'nothing', trouble } });
  await panel.page.getByText('This run is not there any more.').waitFor();
  expect(await button('Restart Server').count()).toBe(0);
});

test('details open beside the list, follow it, act on the image and can be made wider', async () => {
  const run = new FakeRun(200);
  const asked: (string | undefined)[] = [];
  await open(run, {
    answers: {
      ...run.answers,
      image: ({ image }) => {
        asked.push(image);
        throw new Error('Not in this test.');
      },
    },
  });
  await row(0).click();
  await panel.page.keyboard.press('Enter');
  const pane = panel.page.locator('detail-pane');
  await pane.getByRole('heading', { name: 'IMG_00000.jpg' }).waitFor();
  await panel.page.keyboard.press('ArrowRight');
  await pane.getByRole('heading', { name: 'IMG_00001.jpg' }).waitFor();
  await expect.poll(() => asked).toContain(run.rows[1]!.image);

  await button('Open Image').click();
  await expect
    .poll(() => panel.asked('act'))
    .toEqual([{ action: 'openImage', image: run.rows[1]!.image }]);

  const width = () => pane.evaluate((each) => Math.round(each.getBoundingClientRect().width));
  expect(await width()).toBe(420);
  await panel.page.getByRole('separator', { name: 'Width of the details' }).focus();
  await panel.page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBe(440);
  await panel.page.keyboard.press('Escape');
  await pane.waitFor({ state: 'detached' });
});

test('a page that was hidden comes back as it was', async () => {
  const run = new FakeRun(5_000);
  await open(run);
  await panel.page.getByRole('tab', { name: 'Table' }).click();
  await panel.page.locator('filter-bar').getByRole('button', { name: 'Outcome' }).click();
  await panel.page.getByRole('menuitemradio', { name: 'Right' }).click();
  await panel.page.getByRole('columnheader', { name: 'Margin' }).getByRole('button').click();
  await row(0).waitFor();
  await panel.page.locator('.scroller').evaluate((list) => {
    list.scrollTop = 24 * 2_000;
  });
  await row(2_005).click();
  await panel.page.keyboard.press('1');
  await row(2_010).click();
  await row(2_012).click({ modifiers: ['Control'] });
  await panel.page.keyboard.press('Enter');
  await panel.page.locator('detail-pane').waitFor();
  const at = (index: number) =>
    row(index).evaluate((each) => Math.round(each.getBoundingClientRect().top));
  const before = await at(2_010);
  await expect
    .poll(() => panel.saved<{ results?: { detail?: object; selected?: object[] } }>())
    .toMatchObject({
      subject: { run: '0123456789abcdef' },
      results: {
        view: 'table',
        query: { only: 'right', order: 'margin' },
        detail: { isOpen: true },
        selected: [{}, {}],
        steps: [[{}]],
      },
    });

  await panel.page.reload();
  await row(2_010).waitFor();
  expect(await at(2_010)).toBe(before);
  expect(await row(2_010).getAttribute('aria-selected')).toBe('true');
  expect(await row(2_012).getAttribute('aria-selected')).toBe('true');
  await panel.page.locator('detail-pane').waitFor();
  await panel.page.locator('filter-bar').getByText('Outcome: Right').waitFor();
  await panel.page.keyboard.press('u');
  await expect.poll(() => run.reviews).toEqual({ accepted: 0, corrected: 0, skipped: 0 });
});

test('what the report is clicked for shows in the list', async () => {
  const run = new FakeRun(500);
  await open(run, {
    answers: {
      ...run.answers,
      report: () => {
        throw new Error('Not in this test.');
      },
    },
  });
  await panel.page.getByRole('tab', { name: 'Report' }).click();
  const report = panel.page.locator('run-report');
  await report.evaluate((each) => {
    const detail = { truth: 'cat', predicted: 'dog' };
    each.dispatchEvent(new CustomEvent('filter-rows', { detail, bubbles: true, composed: true }));
  });
  await panel.page.locator('row-grid').waitFor();
  await expect
    .poll(() => panel.asked('rows').at(-1))
    .toMatchObject({ truth: 'cat', predicted: 'dog' });
});

test('the panel speaks Chinese', async () => {
  const run = new FakeRun(60);
  await open(run, { language: 'zh-cn' });
  await row(0).waitFor();
  expect(await panel.page.locator('html').getAttribute('lang')).toBe('zh-cn');
  await panel.page.getByRole('tab', { name: '表格' }).click();
  const headers = await panel.page.getByRole('columnheader').allInnerTexts();
  expect(headers.map((text) => text.match(/[\u4e00-\u9fff]+/)?.[0])).toEqual([
    '图像',
    '标签',
    '概率',
    '差距',
    '求值',
    '正确标签',
    '审核',
  ]);
  await row(0).click();
  await panel.page.keyboard.press('a');
  await panel.page.getByText('已接受 1，已更正 0，已跳过 0，剩余 59').waitFor();
});
