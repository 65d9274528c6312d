import { statSync } from 'node:fs';
import path from 'node:path';
import { newestChange } from '../newestChange.mjs';

const madeFrom = ['dist', 'l10n', 'media', 'models/everyday-32', 'scripts'];
const files = [
  '.vscodeignore',
  'package.json',
  'package-lock.json',
  'client/README.md',
  'CHANGELOG.md',
];

/** Whether the package in `file` is there, and newer than all that it was made from. */
export function isFresh(root, file) {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changes = [
    ...madeFrom.map((name) => newestChange(path.join(root, name))),
    ...files.map((name) => statSync(path.join(root, name)).mtimeMs),
  ];
  return made > Math.max(...changes);
}
