import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from '../editor/harness/browser';
import { FakeRun } from './harness/fakeRun';
import { openPanel, type PanelPage } from './harness/panelPage';

let browser: Browser;
let panel: PanelPage;
let run: FakeRun;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  run = new FakeRun(400);
  panel = await openPanel(browser, { state: run.state(), answers: run.answers });
  await row(0).and(panel.page.locator('[data-image]')).waitFor();
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});
afterAll(() => browser?.close());

const row = (index: number): Locator => panel.page.locator(`[data-index="${index}"]`);
const image = (index: number): string => run.rows[index]!.image;
const press = (keys: string) => panel.page.keyboard.press(keys);
const reviewed = () => panel.asked('review').map(({ reviews }) => reviews);

async function selected(): Promise<number[]> {
  const rows = panel.page.locator('[aria-selected="true"][data-index]');
  return rows.evaluateAll((all) => all.map((each) => Number(each.getAttribute('data-index'))));
}

/** Presses keys as quickly as a hand that knows them. */
async function type(keys: string): Promise<void> {
  for (const key of keys) await press(key);
}

test('keys accept, correct and skip, each going on to the next image', async () => {
  await type('A2s');
  await expect
    .poll(reviewed)
    .toEqual([
      [{ image: image(0), label: run.rows[0]!.result!.predicted }],
      [{ image: image(1), label: 'cat' }],
      [{ image: image(2), label: null }],
    ]);
  await expect.poll(selected).toEqual([3]);
  await panel.page.getByText('2 accepted, 0 corrected, 1 skipped, 397 left').waitFor();
  expect(await row(2).textContent()).toContain('Skipped');
});

test('a label that was given stands in front of the prediction that it corrects', async () => {
  const { predicted } = run.rows[0]!.result!;
  const [key, other] = predicted === 'cat' ? ['5', 'horse'] : ['2', 'cat'];
  await press(key);
  await expect.poll(() => row(0).locator('.label').innerText()).toBe(`${other} ${predicted}`);
});

test('an image that failed has no prediction to accept, but can be given a label', async () => {
  await row(0).click();
  await press('End');
  await expect.poll(selected).toEqual([399]);
  await press('A');
  await panel.page.locator('[aria-live]', { hasText: 'It failed' }).waitFor();
  expect(reviewed()).toEqual([]);
  await press('5');
  await expect.poll(reviewed).toEqual([[{ image: image(399), label: 'horse' }]]);
});

test('undo takes back what was said, and returns to the image', async () => {
  await type('11');
  await press('Control+z');
  await expect.poll(() => reviewed().at(-1)).toEqual([{ image: image(1) }]);
  await expect.poll(selected).toEqual([1]);
  await press('u');
  await expect.poll(() => reviewed().at(-1)).toEqual([{ image: image(0) }]);
  await expect.poll(selected).toEqual([0]);
  expect(run.reviews).toEqual({ accepted: 0, corrected: 0, skipped: 0 });
  await panel.page
    .getByRole('button', { name: 'Undo U' })
    .and(panel.page.locator('[disabled]'))
    .waitFor();
});

test('an image that was reviewed before gets its former label back', async () => {
  await press('3');
  await row(0).click();
  await press('4');
  await expect.poll(() => run.rows[0]!.review?.label).toBe('dog');
  await press('u');
  await expect.poll(() => run.rows[0]!.review?.label).toBe('deer');
});

test('several images are selected by Shift and Ctrl, and get a label together', async () => {
  await row(2).click();
  await press('Shift+ArrowRight');
  await press('Shift+ArrowRight');
  await row(7).click({ modifiers: ['Control'] });
  await expect.poll(selected).toEqual([2, 3, 4, 7]);
  await panel.page.getByText('4 selected').waitFor();
  await press('1');
  await expect
    .poll(reviewed)
    .toEqual([[2, 3, 4, 7].map((index) => ({ image: image(index), label: 'bird' }))]);
  await press('u');
  await expect.poll(() => run.rows.filter(({ review }) => review).length).toBe(0);
});

test('Shift selects a range whose rows were not there yet', async () => {
  await row(0).click();
  await press('Shift+End');
  await panel.page.getByText('400 selected').waitFor();
  await press('s');
  await expect.poll(() => run.reviews.skipped).toBe(400);
  await panel.page.locator('[aria-live]', { hasText: 'All images are reviewed' }).waitFor();
});

test('reviewing among those not reviewed shows the rest, on the next image', async () => {
  await panel.page.locator('filter-bar').getByRole('button', { name: 'Review' }).click();
  await panel.page.getByRole('menuitemradio', { name: 'Not Reviewed' }).click();
  await panel.page.locator('.found', { hasText: '400 images' }).waitFor();
  await row(0).click();
  await type('aa');
  await panel.page.locator('.found', { hasText: '398 images' }).waitFor();
  await expect.poll(() => row(0).getAttribute('data-image')).toBe(image(2));
  await expect.poll(selected).toEqual([0]);
  await press('u');
  await panel.page.locator('.found', { hasText: '399 images' }).waitFor();
  await expect.poll(() => row(0).getAttribute('data-image')).toBe(image(1));
});

test('any label can be chosen or typed', async () => {
  await row(0).click();
  await press('0');
  await panel.page.getByRole('combobox', { name: 'Choose or type a label' }).waitFor();
  await type('hor');
  await press('Enter');
  await expect.poll(reviewed).toEqual([[{ image: image(0), label: 'horse' }]]);
  await expect.poll(selected).toEqual([1]);
  await press('L');
  await panel.page.keyboard.type('red panda');
  await press('Enter');
  await expect.poll(() => reviewed().at(-1)).toEqual([{ image: image(1), label: 'red panda' }]);
});

test('everything can be done by mouse', async () => {
  const bar = panel.page.locator('review-bar');
  await row(3).click();
  await bar.getByRole('button', { name: 'deer' }).click();
  await bar.getByRole('button', { name: 'Accept' }).click();
  await bar.getByRole('button', { name: 'Skip' }).click();
  await expect
    .poll(() =>
      reviewed()
        .flat()
        .map(({ label }) => label),
    )
    .toEqual(['deer', run.rows[4]!.result!.predicted, null]);
  await bar.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => run.reviews.skipped).toBe(0);
});

test('a review that is refused is taken back and explained', async () => {
  await panel.close();
  panel = await openPanel(browser, {
    state: run.state(),
    answers: {
      ...run.answers,
      review: () => {
        throw new Error('The disk is full.');
      },
    },
  });
  await row(0).and(panel.page.locator('[data-image]')).waitFor();
  await row(0).click();
  await press('1');
  await panel.page.getByRole('alert').filter({ hasText: 'The disk is full.' }).waitFor();
  await expect.poll(() => row(0).textContent()).not.toContain('Accepted');
  await panel.page.getByRole('button', { name: 'Close', exact: true }).click();
  await panel.page.getByRole('alert').waitFor({ state: 'hidden' });
});

test('a help says what the keys do', async () => {
  await row(0).click();
  await press('?');
  await panel.page.getByRole('dialog', { name: 'Review by Keyboard' }).waitFor();
  await press('1');
  await press('Escape');
  await panel.page.getByRole('dialog', { name: 'Review by Keyboard' }).waitFor({ state: 'hidden' });
  expect(reviewed()).toEqual([]);
});
