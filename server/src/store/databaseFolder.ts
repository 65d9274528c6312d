import path from 'node:path';
import type { Holding } from './messages';

/** Raised when what is stored changes its shape: each format has a folder of its own. */
export const formats: Record<Holding, number> = { results: 1, errors: 1 };

const names: Record<Holding, string> = { results: 'store', errors: 'errors' };

/** Where the database of what is held lies in a cache folder. */
export function databaseFolder(cacheFolder: string, holds: Holding): string {
  return path.join(cacheFolder, `${names[holds]}-${formats[holds]}`);
}
