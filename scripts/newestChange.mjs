import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** When the file in `folder`, at any depth, that was changed last was changed, in milliseconds. */
export function newestChange(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs,
    ),
  );
}
