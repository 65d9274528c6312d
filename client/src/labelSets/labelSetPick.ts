import { type Disposable, l10n, window } from 'vscode';
import {
  type LabelSetChoice,
  type LabelSetItem,
  type LabelSetOffers,
  labelSetItems,
  typedItem,
  typeItem,
} from './labelSetItems';

/** How long the list may show what it had before the last key: who presses Enter means the text. */
const staleMs = 500;

/** A choice, with what was typed into the list. */
type Picked = LabelSetChoice & { typed: string };

/**
 * Asks which labels to use. What is known at once is listed at once; `more` follows when it has been
 * looked for. Undefined when the list was dismissed.
 */
export function pickLabelSet(
  title: string,
  offers: LabelSetOffers,
  more: Promise<Partial<LabelSetOffers>>,
): Promise<Picked | undefined> {
  const pick = window.createQuickPick<LabelSetItem>();
  pick.title = title;
  pick.placeholder = l10n.t('Choose labels, or type some: cat, dog, bird');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  let items = labelSetItems(offers);
  let changed = 0;
  const show = (): void => {
    const typed = typedItem(pick.value);
    const [active] = pick.activeItems;
    pick.items = typed ? [typed, typeItem()] : items;
    // What is found later is not to move a line from under somebody's fingers.
    const kept = typed ?? items.find((item) => active && isSame(item, active));
    if (kept) pick.activeItems = [kept];
  };
  /** Where labels were typed, any other set is one that the list has not left out yet. */
  const accepted = (): LabelSetChoice | undefined => {
    const choice = pick.selectedItems[0]?.choice;
    const isMeant = choice?.kind === 'type' && performance.now() - changed > staleMs;
    return isMeant ? choice : (typedItem(pick.value)?.choice ?? choice);
  };
  show();
  return new Promise((resolve) => {
    const choose = (choice: LabelSetChoice | undefined): void => {
      if (!choice) return;
      resolve({ ...choice, typed: pick.value });
      pick.hide();
    };
    const listeners: Disposable[] = [
      pick.onDidChangeValue(() => {
        changed = performance.now();
        show();
      }),
      pick.onDidAccept(() => choose(accepted())),
      pick.onDidTriggerItemButton(({ item, button }) => choose(item.choices?.get(button))),
      pick.onDidHide(() => {
        resolve(undefined);
        for (const listener of listeners) listener.dispose();
        pick.dispose();
      }),
    ];
    pick.show();
    void more.then((found) => {
      items = labelSetItems({ ...offers, ...found });
      pick.busy = false;
      show();
    });
  });
}

function isSame(item: LabelSetItem, other: LabelSetItem): boolean {
  return item.label === other.label && item.description === other.description;
}
