/** Not by locale: the same everywhere, whatever a machine is set to. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
