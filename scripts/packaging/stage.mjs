import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { standalone } from './readme.mjs';

/** Of the repository; `.vscodeignore` says what of them is taken. */
const copied = ['.vscodeignore', 'LICENSE', 'dist', 'l10n', 'media', 'models/everyday-32'];

/** What VS Code shows of an extension, and where it is written. */
const pages = { 'README.md': 'client/README.md', 'CHANGELOG.md': 'CHANGELOG.md' };

/** Fills the empty `folder` with what a package for `target` is made from, and only that platform's. */
export function stage(root, folder, target) {
  const added = installDependencies(root, folder, target);
  for (const name of copied) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  for (const name of readdirSync(root)) {
    if (/^package\.nls.*\.json$/.test(name))
      copyFileSync(path.join(root, name), path.join(folder, name));
  }
  const manifest = readManifest(root);
  for (const [name, source] of Object.entries(pages)) {
    const text = readFileSync(path.join(root, source), 'utf8').replaceAll('](../', '](');
    // With an address, vsce itself makes links to the repository of those that are left.
    writeFileSync(path.join(folder, name), manifest.repository ? text : standalone(text));
  }
  writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify(shipped(manifest, added), undefined, 2)}\n`,
  );
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/** The manifest without what is for those who work on the program. */
function shipped(manifest, added) {
  const { scripts, devDependencies, overrides, ...rest } = manifest;
  return { ...rest, dependencies: { ...rest.dependencies, ...added } };
}
