/**
 * Makes packages for VS Code, one for each platform, in out/packages.
 *
 *   npm run package [-- [--pre-release] [--if-stale] [TARGET...]]
 *
 * With --if-stale, packages that are newer than all that they are made from are left as they are.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { isFresh } from './packaging/isFresh.mjs';
import { readManifest, stage } from './packaging/stage.mjs';
import { targets } from './packaging/targets.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

async function makePackage(target, file, preRelease) {
  const staging = mkdtempSync(path.join(os.tmpdir(), `${path.basename(file, '.vsix')}-`));
  try {
    stage(root, staging, targets[target]);
    await createVSIX({
      cwd: staging,
      packagePath: file,
      target,
      preRelease,
      allowMissingRepository: true,
      rewriteRelativeLinks: repository !== undefined,
    });
  } finally {
    rmSync(staging, { recursive: true });
  }
}

const { name, version, repository } = readManifest(root);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'if-stale': { type: 'boolean' }, 'pre-release': { type: 'boolean', default: false } },
});
const known = Object.keys(targets);
const unknown = positionals.filter((target) => !known.includes(target));
if (unknown.length > 0) {
  console.error(`There is no target ${unknown.join(', ')}: expected any of ${known.join(', ')}.`);
  process.exit(2);
}
const folder = path.join(root, 'out/packages');
mkdirSync(folder, { recursive: true });
for (const target of positionals.length > 0 ? positionals : known) {
  const file = path.join(folder, `${name}-${version}-${target}.vsix`);
  if (!(values['if-stale'] && isFresh(root, file))) {
    await makePackage(target, file, values['pre-release']);
  }
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  console.log(`${path.relative(root, file)}: ${megabytes} MB`);
}
