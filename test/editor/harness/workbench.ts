import fs from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { VSCodeServer } from './vscodeServer';

/** Of the page's global object, what is used here: Node's types know nothing of a browser's. */
interface BrowserWindow {
  getComputedStyle(element: unknown, pseudoElement: string): { content: string };
}

/** VS Code in a browser, by what a person sees of it and does to it. */
export class Workbench {
  readonly quickInput: Locator;
  /** The text field of the quick input. */
  readonly input: Locator;
  /** Of the editor, the explorer and everything else: the one hover that shows. */
  readonly hover: Locator;
  readonly notifications: Locator;
  readonly dialog: Locator;
  private pictures = 0;

  private constructor(
    readonly page: Page,
    private readonly artefacts: string,
  ) {
    this.quickInput = page.locator('.quick-input-widget:visible');
    this.input = this.quickInput.locator('input');
    this.hover = page.locator('.monaco-hover:not(.hidden):visible');
    this.dialog = page.locator('.monaco-dialog-box');
    this.notifications = page.locator('.notifications-toasts .notification-list-item');
  }

  /** @param artefacts folder for the screenshots, numbered in the order in which they are taken */
  static async open(
    browser: Browser,
    server: VSCodeServer,
    folder: string,
    artefacts: string,
  ): Promise<Workbench> {
    const workbench = await Workbench.at(browser, server.url({ folder }), artefacts);
    await workbench.explorerRow('').first().waitFor();
    return workbench;
  }

  /** A window without a folder. */
  static async openEmpty(
    browser: Browser,
    server: VSCodeServer,
    artefacts: string,
  ): Promise<Workbench> {
    const workbench = await Workbench.at(browser, server.url({ ew: 'true' }), artefacts);
    await workbench.page.locator('.part.statusbar').waitFor();
    return workbench;
  }

  private static async at(browser: Browser, url: string, artefacts: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    return new Workbench(page, artefacts);
  }

  async screenshot(name: string): Promise<void> {
    await fs.mkdir(this.artefacts, { recursive: true });
    const number = String(++this.pictures).padStart(2, '0');
    const file = path.join(this.artefacts, `${number}-${name}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }

  explorerRow(fileName: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: fileName });
  }

  /** The letters that decorate an explorer row, '' where nothing does. VS Code draws them in CSS. */
  async badge(fileName: string): Promise<string> {
    const label = this.explorerRow(fileName).locator('.monaco-icon-label');
    const content = await label.evaluate((element) => {
      const window = globalThis as unknown as BrowserWindow;
      return window.getComputedStyle(element, '::after').content;
    });
    return content.match(/^"(.*)"$/)?.[1] ?? '';
  }

  async chooseFromContextMenu(target: Locator, item: string): Promise<void> {
    const entry = await this.openContextMenu(target, item);
    // A menu is deaf to the mouse's release for 100 ms, lest the click that opened it choose.
    await entry.click({ delay: 200 });
    await entry.waitFor({ state: 'hidden' });
  }

  /** @returns the entry called `item` in the open menu, which has it once its extension is known */
  async openContextMenu(target: Locator, item: string): Promise<Locator> {
    const menu = this.page.locator('.monaco-menu');
    const entry = menu.getByRole('menuitem', { name: item, exact: true });
    return this.retry(entry, async () => {
      // Without an open menu this key would take back a selection of several files.
      if (await menu.isVisible()) await this.page.keyboard.press('Escape');
      await target.click({ button: 'right' });
    });
  }

  /** Runs a command by its title, as a person does from the palette. */
  async runCommand(title: string): Promise<void> {
    const entry = this.quickInput.locator('.monaco-list-row', { hasText: title }).first();
    await this.retry(entry, async () => {
      // An open palette does not learn of new commands.
      if (await this.quickInput.isVisible()) await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`, { timeout: 3_000 });
    });
    await entry.click();
  }

  /** A line of the open list that has this text. */
  pickRow(text: string | RegExp): Locator {
    return this.quickInput.locator('.monaco-list-row', { hasText: text });
  }

  /**
   * Types into the quick input that says `question`: the one before it has the same text field, and
   * the next empties that field when it comes.
   */
  async type(question: string, text: string): Promise<void> {
    // A title, a message, or what stands in the empty field.
    const empty = this.quickInput.getByPlaceholder(question);
    await this.quickInput.getByText(question).or(empty).first().waitFor();
    await expect
      .poll(async () => {
        await this.input.fill(text);
        await this.page.waitForTimeout(100);
        return this.input.inputValue();
      })
      .toBe(text);
  }

  /** The line of the open list that Enter would take, '' where that is none. */
  async focusedPickRow(): Promise<string> {
    const row = this.quickInput.locator('.monaco-list-row.focused');
    return (await row.count()) === 1 ? ((await row.textContent()) ?? '') : '';
  }

  tab(name: string): Locator {
    return this.page.locator('.tab', { hasText: name });
  }

  /** Has VS Code in a theme, by its name. */
  async chooseTheme(theme: string): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.input.fill(theme);
    await this.pickRow(theme).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  async openFile(fileName: string): Promise<void> {
    await this.explorerRow(fileName).dblclick();
    await this.page.locator('.tab.active', { hasText: fileName }).waitFor();
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Rests the mouse on the first occurrence of `text` in the editor until a hover says `expected`. */
  hoverText(text: string, expected: string | RegExp): Promise<Locator> {
    const words = this.page.locator('.monaco-editor .view-line span span', { hasText: text });
    return this.hoverUntil(words.first(), expected);
  }

  /** Rests the mouse on `target`, away and back again as a person would, until a hover says `expected`. */
  async hoverUntil(target: Locator, expected: string | RegExp): Promise<Locator> {
    return this.retry(this.hover.filter({ hasText: expected }).first(), async () => {
      await this.leave();
      await target.hover();
    });
  }

  /** Acts again until `expected` shows: what an extension contributes comes later than the rest. */
  private async retry(expected: Locator, act: () => Promise<void>): Promise<Locator> {
    for (let attempt = 1; ; attempt++) {
      try {
        await act();
        await expected.waitFor({ timeout: 3_000 });
        return expected;
      } catch (error) {
        if (attempt === 10) throw error;
      }
    }
  }

  /** Moves the mouse to where nothing has a hover. */
  async leave(): Promise<void> {
    await this.page.mouse.move(900, 600);
  }

  notification(text: string | RegExp): Locator {
    return this.notifications.filter({ hasText: text });
  }

  async dismissNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.notifications.first().waitFor({ state: 'hidden' });
  }
}
