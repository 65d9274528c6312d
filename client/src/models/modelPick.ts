import { type Disposable, type QuickPick, window } from 'vscode';
import type { ModelAction, ModelChoice, ModelItem } from './modelItems';

export interface PickedModel {
  choice: ModelChoice;
  action: ModelAction;
}

interface Question {
  title: string;
  placeholder: string;
  /** What choosing a row means; its buttons mean other things. */
  action: ModelAction;
  /** What is offered for a text that was typed, above all other rows. */
  typedItem?: (typed: string) => ModelItem | undefined;
}

/**
 * Lets a person choose one of the items, or a button on one. Undefined when the list was dismissed.
 *
 * @param items may take a moment, in which the list says that it is busy; their rejection ends it
 */
export async function pickModel(
  question: Question,
  items: Promise<ModelItem[]>,
): Promise<PickedModel | undefined> {
  const pick = window.createQuickPick<ModelItem>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  const listeners: Disposable[] = [];
  const answer = new Promise<PickedModel | undefined>((resolve) => {
    const choose = (item: ModelItem | undefined, action: ModelAction): void => {
      if (item?.choice) resolve({ choice: item.choice, action });
    };
    listeners.push(
      pick.onDidAccept(() => choose(pick.selectedItems[0], question.action)),
      pick.onDidTriggerItemButton(({ item, button }) => {
        const pressed = item.buttons?.find((each) => each === button);
        choose(item, pressed?.action ?? question.action);
      }),
      pick.onDidHide(() => resolve(undefined)),
    );
  });
  pick.show();
  try {
    const shown = items.then((all) => {
      listeners.push(...showItems(pick, all, question));
      return answer;
    });
    return await Promise.race([answer, shown]);
  } finally {
    for (const listener of listeners) listener.dispose();
    pick.dispose();
  }
}

function showItems(
  pick: QuickPick<ModelItem>,
  items: readonly ModelItem[],
  { typedItem = () => undefined }: Question,
): Disposable[] {
  const show = (typed: string): void => {
    const item = typedItem(typed);
    pick.items = item ? [item, ...items] : items;
  };
  show(pick.value);
  pick.busy = false;
  return [pick.onDidChangeValue(show)];
}
