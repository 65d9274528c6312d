import path from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../../server/src/packageRoot';

/** Bundles the extension-host suite into `folder`. @returns the file, a module with `run()` */
export async function bundleSuite(folder: string): Promise<string> {
  const outfile = path.join(folder, 'suite.js');
  await build({
    entryPoints: [path.join(packageRoot(), 'test/editor/suite/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
