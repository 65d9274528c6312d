/** Where a key leads from a row of a list; undefined where it leads nowhere. */
export function indexAfterKey(
  key: string,
  index: number,
  { total, columns, page }: { total: number; columns: number; page: number },
): number | undefined {
  const within = (to: number) => (to >= 0 && to < total ? to : undefined);
  switch (key) {
    case 'ArrowDown':
      return within(index + columns);
    case 'ArrowUp':
      return within(index - columns);
    case 'ArrowRight':
      return columns > 1 ? within(index + 1) : undefined;
    case 'ArrowLeft':
      return columns > 1 ? within(index - 1) : undefined;
    case 'Home':
      return within(0);
    case 'End':
      return within(total - 1);
    case 'PageDown':
      return total > 0 ? Math.min(total - 1, index + page) : undefined;
    case 'PageUp':
      return total > 0 ? Math.max(0, index - page) : undefined;
    default:
      return undefined;
  }
}
