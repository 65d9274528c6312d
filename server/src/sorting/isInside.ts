import path from 'node:path';

/** Whether a relative path, which may come from any table, stays within its folder. */
export function isInside(relative: string): boolean {
  const parts = relative.split(path.sep).flatMap((part) => part.split('/'));
  return !path.isAbsolute(relative) && !parts.some((part) => ['', '.', '..'].includes(part));
}
