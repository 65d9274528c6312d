import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunView } from '../../../../client/src/runs';
import { RunTree } from '../../../../client/src/runs/runTree';
import { EventEmitter, Uri, workspace } from '../vscode';
import { summary } from './fakeRuns';

vi.mock('vscode', () => import('../vscode'));

const changed = new EventEmitter<void>();
let all: RunView[];
let tree: RunTree;
let drawn: unknown[];

function view(run: string, folder: string): RunView {
  return { summary: summary({ run, folder }), isOurs: false };
}

beforeEach(() => {
  workspace.workspaceFolders = [{ uri: Uri.file('/work') }];
  all = [];
  drawn = [];
  tree = new RunTree({
    get all() {
      return all;
    },
    get: (run) => all.find((each) => each.summary.run === run),
    onDidChange: changed.event,
  });
  tree.onDidChangeTreeData((rows) => drawn.push(rows));
});

afterEach(() => tree.dispose());

function tell(...views: RunView[]): void {
  all = views;
  changed.fire();
}

test('runs of this workspace come first, all others in a group', () => {
  tell(view('b', '/elsewhere'), view('a', '/work/pets'), view('c', '/'));
  expect(tree.getChildren()).toEqual(['a', 'c', 'elsewhere']);
  expect(tree.getChildren('elsewhere')).toEqual(['b']);
  expect(tree.getParent('b')).toBe('elsewhere');
  expect(tree.hasOnlyOthers).toBe(false);
});

test('folders are called as in the explorer', () => {
  tell(view('a', '/work/pets/cats'), view('b', '/work'), view('c', '/elsewhere/photos'));
  const names = ['a', 'b', 'c'].map((row) => tree.getTreeItem(row).label);
  expect(names).toEqual(['pets/cats', 'work', 'photos']);
});

test('a folder that is called like the beginning of another is not in it', () => {
  tell(view('a', '/workshop'));
  expect(tree.getChildren()).toEqual(['elsewhere']);
  expect(tree.hasOnlyOthers).toBe(true);
});

test('rows that have not changed are not drawn again', () => {
  const one = view('a', '/work/pets');
  tell(one, view('b', '/work/cars'));
  drawn = [];
  tell(one, view('b', '/work/cars'));
  expect(drawn).toEqual([['b']]);
  tell(one);
  expect(drawn.at(-1)).toBeUndefined();
});
