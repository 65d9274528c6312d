import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser } from '../editor/harness/browser';
import { seriousFindings } from './harness/axe';
import { FakeRun } from './harness/fakeRun';
import { openPanel, type PanelPage } from './harness/panelPage';
import { type Theme, themes } from './harness/themes';

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

/** As the built program has answered. */
function answer(name: string) {
  return JSON.parse(readFileSync(path.join(__dirname, `answers/${name}.json`), 'utf8'));
}

const button = (name: string | RegExp) => panel.page.getByRole('button', { name });

/** A run of every kind of row, while it goes on and something is wrong. */
async function open(theme: Theme): Promise<void> {
  const run = new FakeRun(300);
  run.rows[7]!.image = 'trip 000/raw_00007.tiff';
  run.review(
    run.rows.slice(0, 30).map(({ image, result }, at) => ({
      image,
      label: at % 4 === 3 ? null : at % 7 === 2 ? 'horse' : (result?.predicted ?? 'cat'),
    })),
  );
  const counts = { total: 1_000, done: 294, failed: 6, unchanged: 0 };
  const state = run.state({ state: 'running', counts });
  panel = await openPanel(browser, {
    theme,
    reducedMotion: true,
    state: {
      ...state,
      progress: {
        run: state.run.run,
        state: 'running',
        counts,
        isListed: true,
        imagesPerSecond: 12.3,
        secondsLeft: 57,
      },
    },
    answers: {
      ...run.answers,
      image: () => answer('cat'),
      explain: () => answer('explain-dog'),
      report: () => answer('report'),
    },
  });
  await panel.page.locator('[data-index="0"][data-image]').click();
}

/** No serious finding in what shows now, of which a picture is taken. */
async function expectAccessible(name: string, theme: Theme): Promise<void> {
  const file = path.join(inject('artefacts'), 'webview', `${name}-${theme}.png`);
  await panel.page.screenshot({ path: file, animations: 'disabled' });
  expect(await seriousFindings(panel.page), name).toEqual([]);
}

test.each(themes)('no serious finding of axe-core in the lists: %s', async (theme) => {
  await open(theme);
  await expectAccessible('grid', theme);

  await panel.page.keyboard.press('0');
  await expectAccessible('labels', theme);
  await panel.page.keyboard.press('Escape');
  await button('More Actions').click();
  await expectAccessible('menu', theme);
  await panel.page.keyboard.press('Escape');
  await button('Keyboard Help').click();
  await expectAccessible('help', theme);
  await panel.page.keyboard.press('Escape');

  await panel.page.getByRole('tab', { name: 'Table' }).click();
  await button('Outcome').click();
  await panel.page.getByRole('menuitemradio', { name: 'Wrong' }).click();
  await panel.page.locator('[data-index="0"][data-image]').click();
  await panel.page.keyboard.press('Shift+ArrowDown');
  await expectAccessible('table', theme);
});

test.each(themes)('no serious finding of axe-core in details and report: %s', async (theme) => {
  await open(theme);
  await panel.page.keyboard.press('Enter');
  await panel.page.locator('race-view').locator('canvas, svg').first().waitFor();
  await expectAccessible('details', theme);
  await panel.page.getByRole('tab', { name: 'Report' }).click();
  await panel.page.locator('run-report').getByRole('heading').first().waitFor();
  await expectAccessible('report', theme);
});

test.each(['dark', 'light'] as const)('at 200% and with trouble: %s', async (theme) => {
  await open(theme);
  await panel.page.setViewportSize({ width: 640, height: 400 });
  const run = new FakeRun(300);
  const message = 'The language server stopped and is being restarted.';
  await panel.show({ ...run.state(), trouble: { message, canRestart: true } });
  await panel.page.getByRole('alert').waitFor();
  await panel.page.keyboard.press('Enter');
  await panel.page.locator('detail-pane').waitFor();
  await expectAccessible('narrow', theme);
  const isWide = await panel.page.evaluate('document.documentElement.scrollWidth > innerWidth');
  expect(isWide).toBe(false);
});
