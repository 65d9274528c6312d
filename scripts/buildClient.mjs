/** Bundles the client so that the editor reads no more of it at the start than it needs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';

/**
 * Writes `client.js` into `folder` and what it imports on demand into `client/` beside it: as one
 * file, 1.5 MB for the most part of vscode-languageclient and zod, it takes 32 ms of the processor to
 * load in place of 13. esbuild splits modules alone, and VS Code loads CommonJS: hence the second pass.
 *
 * @returns what esbuild tells of the build
 */
export async function buildClient(root, folder) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { client: 'client/src/extension.ts' },
    outdir: folder,
    chunkNames: 'client/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifyWhitespace: true,
    sourcemap: 'inline',
    legalComments: 'inline',
    metafile: true,
    external: ['vscode'],
    logLevel: 'warning',
    write: false,
  });
  await Promise.all(outputFiles.map(writeCommonJs));
  return metafile;
}

async function writeCommonJs({ path: file, text }) {
  const name = path.basename(file);
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcefile: name,
    legalComments: 'inline',
    // `import()` becomes a `require` that comes later.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${code}//# sourceMappingURL=${name}.map\n`);
  writeFileSync(`${file}.map`, map);
}
