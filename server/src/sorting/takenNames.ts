import path from 'node:path';
import { withinBytes } from './folderName';

/** Bytes of a name that file systems take. */
const longestName = 255;

/** Names that some file system takes for the same: most compare without case, some composed. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}

/** The names in a folder, and those that are to be. */
export class TakenNames {
  private readonly keys: Set<string>;
  /** For each name that was wanted the number that was given last. */
  private readonly numbers = new Map<string, number>();

  constructor(names: Iterable<string> = []) {
    this.keys = new Set(Array.from(names, nameKey));
  }

  /** The name, or where it is taken the first of `name (2)`, `name (3)` that is free; takes it. */
  take(name: string): string {
    const key = nameKey(name);
    const { name: stem, ext } = path.parse(name);
    for (let number = this.numbers.get(key) ?? 1; ; number++) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const room = longestName - Buffer.byteLength(suffix + ext);
      const free = number === 1 ? name : `${withinBytes(stem, room)}${suffix}${ext}`;
      const freeKey = nameKey(free);
      if (this.keys.has(freeKey)) continue;
      this.keys.add(freeKey);
      this.numbers.set(key, number + 1);
      return free;
    }
  }
}
