import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { ClassifyResult } from '../../server/src/protocol';
import type {} from '../editor/globalSetup';
import { launchBrowser } from '../editor/harness/browser';
import { explanationOf, resultOf } from './answers';
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

type Shown = Pick<PanelOptions, 'answers' | 'language' | 'theme' | 'viewport'> & {
  result?: ClassifyResult;
  name?: string;
};

/** The panel of one image. */
async function open({ result = resultOf('bird'), name = 'bird', answers, ...rest }: Shown = {}) {
  panel = await openPanel(browser, {
    state: {
      kind: 'image',
      image: { uri: `file:///${name}.jpg`, name: `${name}.jpg`, source: `/images/${name}.jpg` },
      labels: result.labels.map(({ label }) => label),
    },
    answers: { image: () => result, explain: () => explanationOf('bird'), ...answers },
    ...rest,
  });
  page = panel.page;
}

/** Something that a test lets come when it wants it to. */
function later<T>(): { promise: Promise<T>; come(value: T): void } {
  let come!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    come = resolve;
  });
  return { promise, come };
}

function button(name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

async function explain(): Promise<void> {
  await button('Explain').click();
  await page.locator('canvas').waitFor();
}

/** Of a line of a chart, which lies in the shadow of two elements. */
function strokes(view: string): Promise<(string | null)[]> {
  return page
    .locator(`${view} .mark-line path`)
    .evaluateAll((paths) => paths.map((each) => each.getAttribute('stroke')));
}

test('an image has its answer, its labels in order, the race in words and as a chart', async () => {
  await open();
  await expect.poll(() => page.locator('.answer').innerText()).toBe('bird 91.3%');
  const rows = await page.locator('label-posterior tbody tr').allInnerTexts();
  expect(rows).toHaveLength(10);
  expect(rows[1]).toMatch(/airplane\s+8\.5%\s+0\.0623\s+22/);
  expect(await page.locator('race-view p').innerText()).toBe(
    '7 of 10 labels had left after 8 samples, and the race ended after 22. ' +
      '114 of 2,500 evaluations were needed.',
  );
  await expect.poll(() => strokes('race-view')).toHaveLength(10);
  const names = await page.locator('race-view .role-mark.mark-text text').allTextContents();
  expect(new Set(names)).toEqual(new Set(resultOf('bird').labels.map(({ label }) => label)));
  expect(await page.locator('dl').innerText()).toContain('everyday-32');
});

test('what draws charts is loaded when one is to be seen, and not before', async () => {
  const run = new FakeRun(20);
  panel = await openPanel(browser, {
    state: run.state(),
    answers: { ...run.answers, image: () => resultOf('bird') },
  });
  page = panel.page;
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  await page.locator('[data-image]').first().waitFor();
  expect((await loaded()).filter((name) => name.includes('drawChart'))).toEqual([]);
  await page.locator('[data-index="0"]').dblclick();
  await page.locator('race-view svg').waitFor();
  expect((await loaded()).filter((name) => name.includes('drawChart'))).toHaveLength(1);
});

test('two labels are explained over what the model saw of the picture', async () => {
  await open();
  await explain();
  expect(panel.asked('explain')).toEqual([{ labels: ['bird', 'airplane'] }]);
  expect(await page.locator('label-comparison section').innerText()).toContain(
    'bird predicts the noise better: its error is smaller than that of airplane by 0.000449',
  );
  const picture = (await page.locator('explained-picture img').boundingBox())!;
  const map = (await page.locator('canvas').boundingBox())!;
  // The middle 1,097 of 1,920 pixels, as high as the picture.
  expect(map.width / picture.width).toBeCloseTo(1_097.14 / 1_920, 2);
  expect(map.height / picture.height).toBeCloseTo(1, 2);
  expect((map.x - picture.x) / picture.width).toBeCloseTo(411.43 / 1_920, 2);
  await page.locator('label-comparison svg').waitFor();
});

test('the map has blue where the first label is nearer, and orange where the second is', async () => {
  const differences = Array.from({ length: 32 }, (_, x) => (x < 16 ? 1 : -1));
  const map = { width: 32, height: 1, differences };
  await open({ answers: { explain: () => ({ ...explanationOf('bird'), map }) } });
  await explain();
  const colours = await page.locator('canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, 1);
    return [[...data.slice(0, 4)], [...data.slice(-4)]];
  });
  expect(colours).toEqual([
    [0, 0x72, 0xb2, 255],
    [0xd5, 0x5e, 0, 255],
  ]);
});

test('the map can be hidden by a box and by a key, and made fainter', async () => {
  await open();
  await explain();
  await page.getByLabel('Opacity').fill('0.4');
  expect(await page.locator('canvas').evaluate((map) => getComputedStyle(map).opacity)).toBe('0.4');
  await page.getByRole('checkbox', { name: 'Show Map' }).uncheck();
  expect(await page.locator('canvas').count()).toBe(0);
  await button('Explain').focus();
  await page.keyboard.press('m');
  await page.locator('canvas').waitFor();
  expect(await page.getByRole('checkbox', { name: 'Show Map' }).isChecked()).toBe(true);
});

test('other labels can be compared, a label with itself cannot', async () => {
  await open();
  await page.getByLabel('Second label').selectOption('frog');
  await explain();
  expect(panel.asked('explain')).toEqual([{ labels: ['bird', 'frog'] }]);
  await page.getByLabel('First label').selectOption('frog');
  expect(await button('Explain').isDisabled()).toBe(true);
});

test('an explanation on its way can be cancelled', async () => {
  await open({ answers: { explain: () => later<never>().promise } });
  await button('Explain').click();
  expect(await page.getByRole('status').innerText()).toBe('Comparing bird with airplane');
  await button('Cancel').click();
  await button('Explain').waitFor();
  await expect.poll(() => panel.cancelled).toHaveLength(1);
});

test('a question about an image that is left is taken back', async () => {
  const run = new FakeRun(20);
  const first = later<ClassifyResult>();
  panel = await openPanel(browser, {
    state: run.state(),
    answers: {
      ...run.answers,
      image: ({ image }) => (image === run.rows[0]!.image ? first.promise : resultOf('cat')),
    },
  });
  page = panel.page;
  await page.locator('[data-index="0"]').dblclick();
  await page.getByText('Reading the race').waitFor();
  await expect.poll(() => panel.asked('image')).toHaveLength(1);
  const answer = await page.locator('.answer').innerText();
  expect(answer, 'what the row knows is there at once').toContain(run.rows[0]!.result!.predicted);
  await page.locator('[data-index="1"]').click();
  await page.locator('race-view svg').waitFor();
  first.come(resultOf('bird'));
  await expect.poll(() => panel.cancelled).toHaveLength(1);
  expect(await page.locator('.answer').innerText()).toBe('airplane 53.6%');
});

test('what failed says so in its place, and can be tried again', async () => {
  let tries = 0;
  const failOnce = <T>(value: T) => {
    tries++;
    if (tries === 1) throw new Error('The language server stopped unexpectedly.');
    return value;
  };
  await open({ answers: { image: () => failOnce(resultOf('bird')) } });
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toContain('The language server stopped unexpectedly.');
  await button('Try Again').click();
  await page.locator('.answer').waitFor();
  expect(await alert.count()).toBe(0);
});

test('an undecided race, and none of these, are said in words', async () => {
  await open({ result: resultOf('undecided'), name: 'deer' });
  await expect
    .poll(() => page.locator('.remarks').innerText())
    .toBe('The race was undecided between frog, airplane, none of these, cat, dog, and 5 more.');
  expect(await page.locator('label-posterior .list').innerText()).toContain('none of these');
});

test('labels of a model that is not calibrated have an order alone', async () => {
  const result = resultOf('bird');
  const labels = result.labels.map((label) => ({ ...label, probability: null }));
  await open({ result: { ...result, labels, calibrated: false } });
  await expect.poll(() => page.locator('.answer').innerText()).toBe('bird');
  const posterior = await page.locator('label-posterior .list').innerText();
  expect(posterior).toContain('2. airplane');
  expect(posterior).not.toContain('%');
});

test('of a thousand labels the best are listed and drawn, and every other can be', async () => {
  const result = resultOf('bird');
  const [, , truck] = result.labels;
  const more = Array.from({ length: 990 }, (_, index) => `label ${index}`);
  const errors = { ...result.errors };
  for (const label of more) errors[label] = errors.automobile!;
  const labels = [...result.labels, ...more.map((label) => ({ ...truck!, label }))];
  await open({ result: { ...result, labels, errors } });
  const rows = page.locator('label-posterior tbody tr');
  await expect.poll(() => rows.count()).toBe(12);
  await button('Show All 1,000 Labels').click();
  expect(await rows.count()).toBe(1_000);
  await expect.poll(() => strokes('timestep-view')).toHaveLength(4);
  await page.getByLabel('Add a label').fill('label 977');
  await page.keyboard.press('Enter');
  await expect.poll(() => strokes('timestep-view')).toHaveLength(5);
  expect(await page.getByRole('button', { name: 'label 977' }).getAttribute('aria-pressed')).toBe(
    'true',
  );
});

test('every chart has a table in its place, by keyboard', async () => {
  await open();
  await page.locator('race-view svg').waitFor();
  const turn = page.locator('race-view').getByRole('button', { name: 'Show as Table' });
  await turn.focus();
  await page.keyboard.press('Enter');
  const table = page.locator('race-view table');
  expect(await table.locator('tbody tr').count()).toBe(10);
  expect(await table.locator('tbody tr').first().innerText()).toMatch(/bird\s+22\s+0\s+no/);
  await page.keyboard.press('Enter');
  await page.locator('race-view svg').waitFor();
});

test('charts are drawn anew in the colours of another theme, and as wide as there is room', async () => {
  await open({ theme: 'dark' });
  await expect.poll(() => strokes('race-view')).toHaveLength(10);
  const dark = await strokes('race-view');
  await page.evaluate(() => {
    document.documentElement.style.setProperty('--vscode-editor-background', '#ffffff');
    document.documentElement.style.setProperty('--vscode-foreground', '#202020');
  });
  await expect.poll(() => strokes('race-view')).not.toEqual(dark);
  const width = () =>
    page.locator('race-view svg').evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await page.setViewportSize({ width: 700, height: 800 });
  await expect.poll(width).not.toBe(before);
});

test('a picture that the browser cannot show comes from the server, or is said to be missing', async () => {
  const source =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await open({ name: 'missing', answers: { thumbnail: () => ({ source }) } });
  await expect.poll(() => page.locator('explained-picture img').getAttribute('src')).toBe(source);
  expect(panel.asked('thumbnail')).toEqual([{ size: 1_024 }]);
  panel.complaints.length = 0;
  await panel.close();
  await open({ name: 'missing' });
  await page.getByText('This picture cannot be shown here.').waitFor();
  panel.complaints.length = 0;
});

test('typing in a list of labels reviews nothing', async () => {
  const run = new FakeRun(20);
  panel = await openPanel(browser, {
    state: run.state(),
    answers: { ...run.answers, image: () => resultOf('bird') },
  });
  page = panel.page;
  await page.locator('[data-index="0"]').dblclick();
  await page.locator('race-view svg').waitFor();
  await page.getByLabel('First label').focus();
  await page.keyboard.press('a');
  await page.getByLabel('Second label').focus();
  await page.keyboard.press('s');
  expect(panel.asked('review')).toEqual([]);
});

test.each(themes)('axe finds nothing serious, and it can be looked at: %s', async (theme) => {
  await open({ theme, result: resultOf('deer'), name: 'deer' });
  await explain();
  await page.locator('timestep-view svg').waitFor();
  await page.locator('label-comparison svg').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: path.join(inject('artefacts'), `detail-${theme}.png`) });
  await page.getByRole('button', { name: 'Show as Table' }).first().click();
  expect(await seriousFindings(page)).toEqual([]);
});

test('at twice the size everything has room, one below the other', async () => {
  await open({ viewport: { width: 480, height: 400 } });
  await explain();
  await page.locator('timestep-view svg').waitFor();
  const wide = await page
    .locator('single-image')
    .evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(wide).toBe(0);
});

test('it speaks Chinese', async () => {
  await open({ language: 'zh-cn' });
  await button('解释').waitFor();
  await page.getByText('竞赛过程').waitFor();
});
