import { expect, test, vi } from 'vitest';
import {
  entryInUse,
  isRepository,
  type ModelItem,
  modelItems,
  typedRepositoryItem,
} from '../../../client/src/models/modelItems';
import type { ModelEntry } from '../../../server/src/protocol';
import { QuickPickItemKind } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const bundled: ModelEntry = {
  id: 'everyday-32',
  title: 'Everyday things',
  description: 'Ten everyday things.',
  state: 'bundled',
  folder: '/extension/models/everyday-32',
  bytes: { missing: 0, total: 10_100_000 },
  imageSize: 32,
  memory: 150_000_000,
  licence: { name: 'MIT', url: 'https://opensource.org/license/mit' },
  vocabulary: 'closed',
};
const available: ModelEntry = {
  ...bundled,
  id: 'sd',
  title: 'Stable Diffusion',
  description: 'Any words as labels.',
  state: 'available',
  bytes: { missing: 5_200_000_000, total: 5_200_000_000 },
  imageSize: 512,
  memory: 6_000_000_000,
  source: { repository: 'owner/sd', revision: 'main' },
  vocabulary: 'open',
};
delete available.folder;
const partial: ModelEntry = {
  ...available,
  id: 'half',
  state: 'partial',
  folder: '/models/half',
  bytes: { missing: 2_100_000_000, total: 5_200_000_000 },
};
const downloaded: ModelEntry = {
  ...available,
  id: 'whole',
  state: 'downloaded',
  folder: '/models/whole',
  bytes: { missing: 0, total: 5_200_000_000 },
};
const entries = [bundled, downloaded, partial, available];

function itemOf(id: string, setting?: string) {
  const item = modelItems(entries, setting).find(
    ({ choice }) => choice?.kind === 'model' && choice.entry.id === id,
  );
  return plain(item!);
}

/** With spaces where no line may break as other spaces. */
function plain(item: ModelItem): ModelItem {
  return { ...item, description: item.description?.replaceAll('\u00a0', ' ') ?? '' };
}

test('models are in groups by where they are, each in one, and groups without any are left out', () => {
  const labels = (list: ModelEntry[]) =>
    modelItems(list, undefined)
      .filter(({ kind }) => kind === QuickPickItemKind.Separator)
      .map(({ label }) => label);
  expect(labels(entries)).toEqual(['Bundled', 'On this machine', 'To download', 'Other models']);
  expect(labels([bundled])).toEqual(['Bundled', 'Other models']);
  const chosen = modelItems(entries, undefined).filter(({ choice }) => choice?.kind === 'model');
  expect(chosen).toHaveLength(entries.length);
});

test('a model says what it is good for, what it takes, its licence and its source', () => {
  const { label, description, detail } = itemOf('sd');
  expect(label).toBe('Stable Diffusion');
  expect(description).toBe('5.2 GB · 512 px · 6 GB memory');
  expect(detail).toBe('Any words as labels · MIT · owner/sd');
});

test('a download that was begun says how far it came', () => {
  expect(itemOf('half').description).toContain('resume download, 3.1 of 5.2 GB');
});

test('what is not known of a model is left out', () => {
  const [, item] = modelItems([{ ...partial, description: '', imageSize: 0 }], undefined);
  expect(plain(item!)).toMatchObject({
    description: 'resume download, 3.1 of 5.2 GB · 6 GB memory',
    detail: 'Any words as labels · MIT · owner/sd',
  });
});

test.each([
  ['everyday-32', undefined],
  ['everyday-32', 'everyday-32'],
  ['whole', 'whole'],
  ['whole', '/models/whole'],
])('%s is in use where the setting is %s, in words and not by its icon alone', (id, setting) => {
  expect(entryInUse(entries, setting)?.id).toBe(id);
  expect(itemOf(id, setting).description).toMatch(/^in use/);
  const others = entries.filter((entry) => entry.id !== id);
  for (const other of others) expect(itemOf(other.id, setting).description).not.toContain('in use');
});

test('a model offers what can be done with it', () => {
  const actions = (id: string) => itemOf(id).buttons?.map(({ action }) => action);
  expect(actions('everyday-32')).toEqual(['reveal']);
  expect(actions('whole')).toEqual(['verify', 'reveal', 'openPage', 'remove']);
  expect(actions('half')).toEqual(['reveal', 'openPage', 'remove']);
  expect(actions('sd')).toEqual(['openPage']);
  for (const { tooltip } of itemOf('whole').buttons!) expect(tooltip).not.toBe('');
});

test.each(['owner/name', 'onnx-community/stable-diffusion-v1-5-ONNX', 'a/b.c_d', 'o/n@main'])(
  '%s is a repository',
  (name) => {
    expect(isRepository(name)).toBe(true);
    expect(typedRepositoryItem(` ${name} `)?.choice).toEqual({ kind: 'repository', name });
  },
);

test.each(['name', 'owner/', '/name', '../name', 'a/b/c', 'https://hf.co/a/b', 'a b/c', 'a/..'])(
  '%s is no repository',
  (name) => expect(typedRepositoryItem(name)).toBeUndefined(),
);
