import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(__dirname, '../../..');
const sources = path.join(root, 'client');

function readJson(file: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

function sourceFiles(): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts'));
}

/** The first argument of every call of `l10n.t` in the client. */
function usedStrings(): string[] {
  const calls = /l10n\s*\.t\(\s*'((?:[^'\\]|\\.)*)'/g;
  return sourceFiles()
    .map((file) => readFileSync(path.join(sources, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(calls)].map(([, string]) => string!))
    .map((string) => string.replaceAll("\\'", "'"));
}

test('every string of the client is in both bundles, and no other', () => {
  const used = [...new Set(usedStrings())].sort();
  expect(used.length).toBeGreaterThan(40);
  expect(Object.keys(readJson('l10n/bundle.l10n.json')).sort()).toEqual(used);
  expect(Object.keys(readJson('l10n/bundle.l10n.zh-cn.json')).sort()).toEqual(used);
});

test('every call of l10n.t has a literal string, so that it can be found', () => {
  const calls = sourceFiles()
    .map((file) => readFileSync(path.join(sources, file), 'utf8'))
    .flatMap((text) => text.match(/l10n\s*\.t\(/g) ?? []);
  expect(calls).toHaveLength(usedStrings().length);
});

test('translations have the placeholders of what they translate', () => {
  for (const [english, chinese] of Object.entries(readJson('l10n/bundle.l10n.zh-cn.json'))) {
    expect(placeholders(chinese), english).toEqual(placeholders(english));
  }
});

test('every string of the manifest is there in both languages, and no other', () => {
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  const used = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!))];
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
    expect(Object.keys(readJson(file)).sort(), file).toEqual(used.sort());
  }
  expect(Object.keys(readJson('package.nls.zh-cn.json'))).toEqual(
    Object.keys(readJson('package.nls.json')),
  );
});
