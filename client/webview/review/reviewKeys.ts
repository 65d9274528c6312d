import type { ReviewAct } from './reviewBar';

/** What a key means for a review; `choose` opens the list of labels. */
export function reviewActOf(
  event: KeyboardEvent,
  labels: readonly string[],
): ReviewAct | 'choose' | undefined {
  const { key, altKey } = event;
  if (altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    return key.toLowerCase() === 'z' && !event.shiftKey ? 'undo' : undefined;
  }
  if (/^[1-9]$/.test(key)) {
    const label = labels[Number(key) - 1];
    return label === undefined ? undefined : { label };
  }
  switch (key.toLowerCase()) {
    case '0':
    case 'l':
      return 'choose';
    case 'a':
      return 'accept';
    case 's':
      return 'skip';
    case 'u':
      return 'undo';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}
