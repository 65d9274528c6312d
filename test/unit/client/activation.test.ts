import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../server/src/packageRoot';

/** Loads and activates what `npm run build` has made. */
function activated(): { files: string[]; activateMs: number } {
  const fixture = path.join(packageRoot(), 'test/fixtures/clients/activation.cjs');
  return JSON.parse(execFileSync(process.execPath, [fixture], { encoding: 'utf8' }));
}

/** The modules that a bundle is made of, from its source map. */
function modules(bundle: string): string[] {
  return JSON.parse(readFileSync(`${bundle}.map`, 'utf8')).sources;
}

test('activating loads nothing but the own small files of the client', () => {
  const { files } = activated();
  expect(files.map((file) => path.basename(file))).toContain('client.js');
  const loaded = files.flatMap(modules);
  expect(loaded.some((module) => module.endsWith('client/src/extension.ts'))).toBe(true);
  // vscode-languageclient, zod and all that they bring: 80% of the client's bytes.
  expect(loaded.filter((module) => module.includes('node_modules/'))).toEqual([]);
  expect(loaded.filter((module) => module.includes('server/src/protocol/'))).toEqual([]);
});

test('what is read of the disk until the client is active is small', () => {
  const bytes = activated().files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(300_000);
});
