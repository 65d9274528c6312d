import { expect, test, vi } from 'vitest';
import { EventEmitter, window } from 'vscode';
import type { LabelSetItem, LabelSetOffers } from '../../../client/src/labelSets/labelSetItems';
import { pickLabelSet } from '../../../client/src/labelSets/labelSetPick';

vi.mock('vscode', () => import('./vscode'));

const offers: LabelSetOffers = { recent: [{ labels: ['cat', 'dog'] }], found: [], proposed: [] };

/** A list as the editor shows it, and a person at it. */
function open(more: Promise<Partial<LabelSetOffers>> = Promise.resolve({})) {
  const valueChanged = new EventEmitter<string>();
  const accepted = new EventEmitter<void>();
  const hidden = new EventEmitter<void>();
  const pick = {
    items: [] as LabelSetItem[],
    activeItems: [] as LabelSetItem[],
    selectedItems: [] as LabelSetItem[],
    value: '',
    busy: false,
    onDidChangeValue: valueChanged.event,
    onDidAccept: accepted.event,
    onDidTriggerItemButton: () => ({ dispose: () => {} }),
    onDidHide: hidden.event,
    show: () => {},
    hide: () => hidden.fire(),
    dispose: () => {},
  };
  Object.assign(window, { createQuickPick: () => pick });
  const answer = pickLabelSet('Classify a.jpg', offers, more);
  return {
    pick,
    answer,
    hide: pick.hide,
    type: (value: string) => {
      pick.value = value;
      valueChanged.fire(value);
    },
    accept: (item?: LabelSetItem) => {
      pick.selectedItems = item ? [item] : [];
      accepted.fire();
    },
  };
}

test.each([
  ['nothing', 0],
  ['another set', 1],
  ['the line for labels', 2],
])('typed labels are used when Enter comes while the list still has %s', async (_, stale) => {
  const { pick, answer, type, accept } = open();
  const [, last, , line] = pick.items;
  type('owl, wren');
  accept([undefined, last, line][stale]);
  expect(await answer).toMatchObject({ kind: 'use', set: { labels: ['owl', 'wren'] } });
});

test('who takes their time gets the line for labels', async () => {
  const { pick, answer, type, accept } = open();
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  type('owl, wren');
  now.mockReturnValue(3_000);
  accept(pick.items.at(-1));
  expect(await answer).toMatchObject({ kind: 'type', typed: 'owl, wren' });
});

test('a set is used, and a dismissed list is none', async () => {
  const used = open();
  used.accept(used.pick.items[1]);
  expect(await used.answer).toMatchObject({ kind: 'use', set: { labels: ['cat', 'dog'] } });
  const dismissed = open();
  dismissed.hide();
  expect(await dismissed.answer).toBeUndefined();
});

test('what is found later does not take the place of what is typed', async () => {
  let find: (more: Partial<LabelSetOffers>) => void = () => {};
  const { pick, type } = open(
    new Promise((resolve) => {
      find = resolve;
    }),
  );
  expect(pick.busy).toBe(true);
  type('owl, wren');
  find({ folders: { name: 'birds', labels: ['owl', 'wren'] } });
  await vi.waitFor(() => expect(pick.busy).toBe(false));
  expect(pick.items.map(({ label }) => label)).toEqual(['owl, wren', 'Type Labels...']);
  type('');
  expect(pick.items.map(({ label }) => label)).toContain('From Folder Names in birds');
});
