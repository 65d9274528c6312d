import fs from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type Session, startSession } from './harness/session';
import { patiently } from './harness/sideBar';
import { webviewFrame } from './harness/webview';
import { Workbench } from './harness/workbench';

const labels = ['bird', 'cat', 'dog'];
let session: Session;
let workbench: Workbench;
let image: string;

beforeAll(async () => {
  session = await startSession({ extension: inject('extension'), language: 'zh-cn' });
  const { browser, server, workspace } = session;
  [image = ''] = workspace.images;
  for (const [index, label] of labels.entries()) {
    const folder = path.join(workspace.folder, 'animals', label);
    await fs.mkdir(folder, { recursive: true });
    const name = workspace.images[index]!;
    await fs.copyFile(path.join(workspace.folder, name), path.join(folder, name));
  }
  const artefacts = path.join(inject('artefacts'), 'chinese');
  workbench = await Workbench.open(browser, server, workspace.folder, artefacts);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot('failed');
});

afterAll(() => session?.close());

test('menus, questions and answers', async () => {
  await workbench.openContextMenu(workbench.explorerRow(image), '对图像分类');
  await workbench.screenshot('menu');
  await workbench.chooseFromContextMenu(workbench.explorerRow(image), '对图像分类');
  await workbench.quickInput.getByText(`对 ${image} 分类`).waitFor();
  await workbench.screenshot('labels');
  await workbench.type('选择标签，或直接输入', labels.join(', '));
  await expect.poll(() => workbench.focusedPickRow()).toContain(labels.join(', '));
  await workbench.input.press('Enter');
  const result = workbench.notification('显示详情');
  await result.waitFor();
  await workbench.screenshot('result');
  await result.getByText('显示详情').click();
  await workbench.dialog.getByText('次求值').first().waitFor();
  await workbench.screenshot('details');
  await workbench.page.keyboard.press('Escape');
  await workbench.dialog.waitFor({ state: 'hidden' });
});

test('the hover over a reference', async () => {
  await workbench.openFile(session.workspace.markdown);
  await workbench.hoverText(image, '次求值');
  await workbench.screenshot('hover');
});

test('the panel has no word of English but names', async () => {
  await workbench.chooseFromContextMenu(workbench.explorerRow('animals'), '对文件夹分类');
  const panel = webviewFrame(workbench.page);
  await panel.getByText('已完成').first().waitFor(patiently);
  await panel.locator('row-grid [data-image]').first().waitFor();
  await workbench.screenshot('panel');
  expect(await englishIn(panel.locator('results-panel'))).toEqual([]);

  await panel.locator('row-grid [data-image]').first().click();
  await workbench.page.keyboard.press('Enter');
  await panel
    .locator('image-detail race-view canvas, image-detail race-view svg')
    .first()
    .waitFor();
  await workbench.screenshot('detail');
  expect(await englishIn(panel.locator('results-panel'))).toEqual([]);

  await panel.getByRole('tab', { name: '报告' }).click();
  await panel.locator('confusion-table button').first().waitFor(patiently);
  await workbench.screenshot('report');
  expect(await englishIn(panel.locator('results-panel'))).toEqual([]);
});

/** Of a page's nodes, what is used here: Node's types know nothing of a browser's. */
interface PageNode {
  nodeType: number;
  localName?: string;
  textContent: string;
  getAttribute?(name: string): string | null;
  shadowRoot?: PageNode | null;
  childNodes: Iterable<PageNode>;
}

/** What of an element and all below it, shadow trees too, is shown or read out. Runs in the page. */
function textsOf(element: unknown): string[] {
  const found = new Set<string>();
  const visit = (node: PageNode, isUnheard: boolean): void => {
    if (node.localName === 'style') return;
    if (node.nodeType === 3) found.add(node.textContent.trim());
    const isNowUnheard = isUnheard || node.getAttribute?.('aria-hidden') === 'true';
    for (const name of ['title', 'placeholder', ...(isNowUnheard ? [] : ['aria-label', 'alt'])]) {
      found.add(node.getAttribute?.(name)?.trim() ?? '');
    }
    for (const below of node.shadowRoot?.childNodes ?? []) visit(below, isNowUnheard);
    for (const below of node.childNodes) visit(below, isNowUnheard);
  };
  visit(element as PageNode, false);
  return [...found];
}

const paths = /\/\S+|\S+\.jpg/g;

/** Texts that are shown or read out, and that have words but no Chinese: names are left out. */
async function englishIn(root: Locator): Promise<string[]> {
  const texts = await root.evaluate(textsOf);
  // Labels, the model, the folder; names of keys, which Chinese keyboards have, too.
  const names = [...labels, 'everyday-32', 'animals', 'cpu', 'Shift', 'Ctrl', 'Enter'];
  return texts.filter((text) => {
    if (/[\u4e00-\u9fff]/.test(text)) return false;
    const rest = names.reduce(
      (left, name) => left.replaceAll(name, ''),
      text.replaceAll(paths, ''),
    );
    return /[a-z]{2}/i.test(rest);
  });
}
