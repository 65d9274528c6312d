import { expect, test, vi } from 'vitest';
import type { MarkdownString } from 'vscode';
import { modelRow } from '../../../client/src/models/modelItem';
import type { ModelEntry } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));

const entry: ModelEntry = {
  id: 'sd',
  title: 'Stable Diffusion',
  description: 'Any words.',
  state: 'downloaded',
  folder: '/models/sd',
  bytes: { missing: 0, total: 5_200_000_000 },
  imageSize: 512,
  memory: 6_000_000_000,
  licence: { name: 'Open RAIL', url: 'https://hub.example/licence' },
  source: { repository: 'owner/sd', revision: 'main' },
  vocabulary: 'open',
};

const bundled: ModelEntry = (({ source: _, ...rest }) => ({ ...rest, state: 'bundled' as const }))(
  entry,
);
const partial: ModelEntry = {
  ...entry,
  state: 'partial',
  bytes: { missing: 2_100_000_000, total: 5_200_000_000 },
};
const available: ModelEntry = (({ folder: _, ...rest }) => ({
  ...rest,
  state: 'available' as const,
}))(entry);

const unused = { isInUse: false };
const inUse = { isInUse: true };
const loading = { isInUse: false, download: '37%, 1.9 of 5.2 GB' };

test.each([
  ['that is bundled and in use', bundled, inUse, ['here']],
  ['that is bundled', bundled, unused, ['usable', 'here']],
  ['that was downloaded', entry, unused, ['usable', 'here', 'page', 'verifiable', 'removable']],
  ['that came in part', partial, unused, ['partial', 'here', 'page', 'removable']],
  ['that is being downloaded', partial, loading, ['here', 'page']],
  ['that can be downloaded', available, unused, ['downloadable', 'page']],
])('what can be done with a model %s', (_, of, use, words) => {
  expect(modelRow(of, use).contextValue).toBe(['model', ...words].join(' '));
});

test.each([
  ['in use', bundled, { isInUse: true, provider: 'cpu' }, 'in use · 5.2 GB · cpu'],
  ['in part', partial, unused, '3.1 of 5.2 GB downloaded'],
  ['to come', available, unused, '5.2 GB to download'],
  ['on its way', partial, loading, '37%, 1.9 of 5.2 GB'],
])('a model that is %s says so', (_, of, use, text) => {
  const row = modelRow(of, use);
  expect(String(row.description).replaceAll('\u00a0', ' ')).toBe(text);
  expect(row.accessibilityInformation?.label).toContain('Stable Diffusion, ');
});

test('names that come with a model are no Markdown', () => {
  const licence = { name: '[x](command:evil)', url: '' };
  const tooltip = modelRow({ ...entry, licence }, unused).tooltip as MarkdownString;
  expect(tooltip.value).not.toContain('](');
});
