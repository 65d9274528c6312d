import type { Browser, Locator } from 'playwright-core';
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

const row = (index: number): Locator => panel.page.locator(`[data-index="${index}"]`);
const scroller = (): Locator => panel.page.locator('.scroller');
const images = (): Promise<(string | null)[]> =>
  panel.page
    .locator('[data-index]')
    .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-image')));

async function showTable(): Promise<void> {
  await panel.page.getByRole('tab', { name: 'Table' }).click();
  await panel.page.locator('row-table').waitFor();
}

/** The indices of the rows that lie in the window of the list, and the images that they show. */
function inView(): Promise<{ index: number; image: string | null }[]> {
  return scroller().evaluate((list) => {
    const window = list.getBoundingClientRect();
    return [...list.querySelectorAll('[data-index]')]
      .filter((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return bottom > window.top + 30 && top < window.bottom;
      })
      .map((each) => ({
        index: Number(each.getAttribute('data-index')),
        image: each.getAttribute('data-image'),
      }));
  });
}

/** The window of the list is full, and every row in it is the one that belongs there. */
async function expectNoGap(run: FakeRun): Promise<void> {
  await expect
    .poll(
      async () => {
        const seen = await inView();
        return seen.length > 15 && seen.every(({ image }) => image !== null);
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  const seen = await inView();
  for (const { index, image } of seen) expect(image, `row ${index}`).toBe(run.rows[index]?.image);
  const indices = seen.map(({ index }) => index);
  expect(indices).toEqual(indices.map((_, at) => indices[0]! + at));
}

test.each(['Grid', 'Table'])('50,000 rows scroll without a gap: %s', async (view) => {
  const run = new FakeRun(50_000);
  await open(run);
  await row(0).and(panel.page.locator('[data-image]')).waitFor();
  const milliseconds = await panel.page.evaluate(() => Math.round(performance.now()));
  console.log(`50,000 rows: first seen ${milliseconds} ms after the page began to load`);
  await expectNoGap(run);
  expect(milliseconds).toBeLessThan(10_000);

  await panel.page.getByRole('tab', { name: view }).click();
  const height = await scroller().evaluate((list) => list.scrollHeight);
  for (const share of [0.001, 0.002, 0.13, 0.5, 0.51, 0.7512, 0.9, 0.2, 0, 1]) {
    await scroller().evaluate((list, top) => {
      list.scrollTop = top;
    }, share * height);
    await expectNoGap(run);
  }
  const seen = await inView();
  expect(seen.at(-1)?.index).toBe(49_999);
});

test('a scroll through everything asks for no page that nobody waits for', async () => {
  const run = new FakeRun(50_000);
  await open(run);
  await showTable();
  await row(0).waitFor();
  const before = panel.requests.length;
  await scroller().evaluate(async (list) => {
    for (let top = 0; top < list.scrollHeight; top += 12_000) {
      list.scrollTop = top;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    list.scrollTop = list.scrollHeight;
  });
  await expectNoGap(run);
  const asked = panel.requests.length - before;
  expect(asked - panel.cancelled.length).toBeLessThan(asked);
  expect(panel.asked('rows').every(({ count = 0 }) => count <= 1_000)).toBe(true);
});

test('a click on a header sorts, and turns the order round', async () => {
  const run = new FakeRun(300);
  await open(run);
  await showTable();
  const header = panel.page.getByRole('columnheader', { name: 'Probability' });
  await header.getByRole('button').click();
  await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
  await header.getByRole('button').click();
  await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
  expect(panel.asked('rows')).toContainEqual(
    expect.objectContaining({ order: 'probability', descending: true, from: 0 }),
  );
  const best = run.page({ order: 'probability', descending: true, count: 5 });
  await expect
    .poll(async () => (await images()).slice(0, 5))
    .toEqual(best.rows.map(({ image }) => image));
});

test('filters are asked for, counted aloud, and taken away again', async () => {
  const run = new FakeRun(900);
  await open(run);
  const filters = panel.page.locator('filter-bar');
  await filters.getByRole('button', { name: 'Label', exact: true }).click();
  await panel.page.keyboard.type('do');
  await panel.page.keyboard.press('Enter');
  await filters.getByRole('button', { name: 'Outcome' }).click();
  await panel.page.getByRole('menuitemradio', { name: 'Wrong' }).click();
  await filters.getByRole('button', { name: 'Probability' }).click();
  await panel.page.getByLabel('At most, in per cent').fill('60');
  await panel.page.getByRole('button', { name: 'Apply' }).click();

  const query = { predicted: 'dog', only: 'wrong', probability: [0, 0.6] } as const;
  await expect.poll(() => panel.asked('rows').at(-1)).toMatchObject(query);
  const { total } = run.page({ ...query, probability: [0, 0.6] });
  expect(total).toBeGreaterThan(0);
  await panel.page.locator('[aria-live]', { hasText: `${total} images found` }).waitFor();

  await filters.getByRole('button', { name: 'Remove the filter Outcome' }).click();
  await expect.poll(() => panel.asked('rows').at(-1)).not.toHaveProperty('only');
  await filters.getByRole('button', { name: 'Clear Filters' }).click();
  await panel.page.locator('.found', { hasText: '900 images' }).waitFor();
});

test('where no image fits the filters, that is said with a way back', async () => {
  const run = new FakeRun(40);
  await open(run);
  await panel.page.locator('filter-bar').getByRole('button', { name: 'Outcome' }).click();
  await panel.page.getByRole('menuitemradio', { name: 'Failed' }).click();
  await panel.page.getByText('No image fits the filters.').waitFor();
  await panel.page.getByRole('button', { name: 'Clear Filters' }).click();
  await row(0).waitFor();
});

test('rows that cannot be had are explained, and asked for again', async () => {
  const run = new FakeRun(40);
  let isDown = true;
  await open(run, {
    answers: {
      rows: (params) => {
        if (isDown) throw new Error('The server does not answer.');
        return run.page(params);
      },
    },
  });
  await panel.page.getByText('The server does not answer.').waitFor();
  isDown = false;
  await panel.page.getByRole('button', { name: 'Try Again' }).click();
  await row(0).waitFor();
});

test('while a run goes on, the selected row stays selected and where it is', async () => {
  const run = new FakeRun(3_000);
  await open(run, { state: run.state({ state: 'running' }) });
  await showTable();
  await scroller().evaluate((list) => {
    list.scrollTop = 24 * 1_000;
  });
  const image = run.rows[1_010]!.image;
  await panel.page.locator(`[data-image="${image}"]`).click();
  const place = () =>
    panel.page.locator(`[data-image="${image}"]`).evaluate((each) => ({
      top: Math.round(each.getBoundingClientRect().top),
      isSelected: each.getAttribute('aria-selected'),
    }));
  const before = await place();
  expect(before.isSelected).toBe('true');

  const added = Array.from({ length: 7 }, (_, at) => ({
    ...run.makeRow(at),
    image: `a new one/${at}.jpg`,
  }));
  run.rows.unshift(...added);
  await panel.send({ kind: 'rowsChanged' });
  await panel.page.locator(`[data-index="1017"][data-image="${image}"]`).waitFor();
  expect(await place()).toEqual(before);
  await expectNoGap(run);
});

test('a picture that a browser cannot load comes from the extension, or says why not', async () => {
  const run = new FakeRun(10);
  run.rows[0]!.image = 'missing.jpg';
  run.rows[1]!.image = 'scan.tiff';
  run.rows[2]!.bytes = 9_000_000;
  run.rows[3]!.image = 'gone.tiff';
  const dot =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await open(run, {
    answers: {
      ...run.answers,
      thumbnail: ({ image }) => {
        if (image === 'gone.tiff' || image === 'missing.jpg') throw new Error('It is gone.');
        return { source: dot };
      },
    },
  });
  const picture = (image: string) => panel.page.locator(`[data-image="${image}"] row-picture`);
  const source = (image: string) => picture(image).locator('img').getAttribute('src');
  await expect.poll(() => source('scan.tiff')).toBe(dot);
  expect(await source(run.rows[2]!.image)).toBe(dot);
  expect(await source(run.rows[4]!.image)).toMatch(/\/images\/trip%20000\/IMG_00004\.jpg$/);
  await picture('missing.jpg').getByText('It is gone.').waitFor();
  await picture('gone.tiff').getByText('It is gone.').waitFor();
  // The one that is missing is not known to be before its address was tried.
  panel.complaints.splice(
    0,
    panel.complaints.length,
    ...panel.complaints.filter((text) => !text.includes('404')),
  );
});

test('without a calibrated model there are no probabilities to see or to ask for', async () => {
  const run = new FakeRun(60);
  for (const { result } of run.rows) {
    if (!result) continue;
    result.calibrated = false;
    for (const label of result.labels) label.probability = null;
  }
  await open(run);
  await showTable();
  await row(0).waitFor();
  expect(await panel.page.getByRole('columnheader').allInnerTexts()).not.toContain('Probability');
  expect(await panel.page.locator('filter-bar').innerText()).not.toContain('Probability');
});
