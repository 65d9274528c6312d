import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Sortable } from '../../../server/src/sorting';

/** Everything below a folder: of a file what it holds, of a link where it leads, of a folder null. */
export type Tree = Record<string, string | null>;

export function treeOf(folder: string): Tree {
  const tree: Tree = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (entry.isDirectory()) tree[name] = null;
    else if (entry.isSymbolicLink()) tree[name] = `-> ${readlinkSync(file)}`;
    else tree[name] = readFileSync(file, 'utf8');
  }
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes the files of a tree; folders come about by what is in them, or by null. */
export function plant(folder: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(folder, name);
    mkdirSync(content === null ? file : path.dirname(file), { recursive: true });
    if (content !== null) writeFileSync(file, content);
  }
}

interface Answer {
  label: string;
  probability?: number | null;
  margin?: number | null;
}

/** Images as a run has them: the files as they are now, and their labels. */
export async function* classified(
  folder: string,
  answers: Record<string, string | Answer | undefined>,
): AsyncGenerator<Sortable> {
  for (const [image, answer] of Object.entries(answers)) {
    const stats = lstatSync(path.join(folder, image), { throwIfNoEntry: false });
    const bytes = stats?.size ?? 0;
    const modified = new Date(Math.floor(stats?.mtimeMs ?? 0)).toISOString();
    const whole = typeof answer === 'string' ? { label: answer } : answer;
    yield {
      image,
      bytes,
      modified,
      ...(whole && { answer: { probability: null, margin: null, ...whole } }),
    };
  }
}
