import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Workbench } from './workbench';

/** Servers start in a second or so, unless much else is going on. */
export const patiently = { timeout: 30_000, interval: 1_000 };

/**
 * Shows a side bar by its icon; a click on that of what shows would hide it.
 *
 * @param section name of a view in it
 */
export async function openSideBar(
  { page }: Workbench,
  icon: string,
  section: string,
): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name: icon });
  const heading = page.locator('.sidebar').getByRole('button', { name: section });
  const show = async (): Promise<boolean> => {
    if (!(await heading.isVisible())) await tab.click();
    return heading.isVisible();
  };
  await expect.poll(show, patiently).toBe(true);
}

/** A row of any list in the side bar. */
export function sideBarRow({ page }: Workbench, text: string | RegExp): Locator {
  return page.locator('.sidebar .monaco-list-row', { hasText: text });
}

/** Presses a button that a row has while the mouse is on it. */
export async function pressInRow(
  workbench: Workbench,
  row: Locator,
  button: string,
): Promise<void> {
  await row.hover();
  await row.getByRole('button', { name: button }).click();
  await workbench.leave();
}

const themes = { light: 'Light Modern', hc: 'Dark High Contrast', dark: 'Dark Modern' };

/** A screenshot in each of three themes; dark stays. */
export async function inThemes(workbench: Workbench, name: string): Promise<void> {
  for (const [short, theme] of Object.entries(themes)) {
    await workbench.runCommand('Preferences: Color Theme');
    await workbench.input.fill(theme);
    await workbench.quickInput.locator('.monaco-list-row', { hasText: theme }).first().click();
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await workbench.leave();
    await workbench.screenshot(`${name}-${short}`);
  }
}
