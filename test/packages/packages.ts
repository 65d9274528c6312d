import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../server/src/packageRoot';
import type { Target } from './contents';

const run = promisify(execFile);

/** @returns the package for `target` as `npm run package` makes it, made anew where it is stale */
export async function packageFor(target: Target): Promise<string> {
  const script = path.join(packageRoot(), 'scripts/package.mjs');
  await run(process.execPath, [script, '--if-stale', target], { cwd: packageRoot() });
  const folder = path.join(packageRoot(), 'out/packages');
  const names = await fs.readdir(folder);
  const { version } = JSON.parse(
    await fs.readFile(path.join(packageRoot(), 'package.json'), 'utf8'),
  );
  const name = names.find((one) => one.endsWith(`-${version}-${target}.vsix`));
  if (!name) throw new Error(`No package for ${target} in ${folder}, only ${names.join(', ')}`);
  return path.join(folder, name);
}

/** @returns the folder with the extension, as an installed package has it */
export async function unpack(file: string, folder: string): Promise<string> {
  await run('unzip', ['-q', file, '-d', folder]);
  return path.join(folder, 'extension');
}

/** Paths of all files below `folder`, with slashes. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}
