// Bundles the programs into dist/. With --if-stale it does nothing when no source is newer.
import { copyFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildClient } from './buildClient.mjs';
import { newestChange } from './newestChange.mjs';
import { thirdPartyNotices } from './notices.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const icons = 'node_modules/@vscode/codicons/dist';
const programs = {
  server: 'server/src/main.ts',
  host: 'server/src/host/main.ts',
  store: 'server/src/store/process/main.ts',
  thumbnails: 'server/src/thumbnails/process/main.ts',
  cli: 'server/src/cli/main.ts',
  vega: 'server/src/charts/vega.ts',
  bullmq: 'server/src/queue/bullmq.ts',
  parquet: 'server/src/tables/parquet.ts',
};

/**
 * Leaves `import('./vega')`, `import('./bullmq')` and `import('./parquet')` as they are, to the bundles
 * beside: most commands never draw a chart, ask a queue, or write Parquet.
 */
const heavyApart = {
  name: 'heavy-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(vega|bullmq|parquet)$/ }, (found) => ({
      path: `${found.path}.js`,
      external: true,
    }));
  },
};

function isFresh() {
  const built = [...Object.keys(programs), 'client', 'webview/main'].map((name) =>
    path.join(root, 'dist', `${name}.js`),
  );
  try {
    const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs));
    const sources = ['client', 'server', 'scripts'].map((name) => path.join(root, name));
    const manifest = statSync(path.join(root, 'package.json')).mtimeMs;
    return oldest > Math.max(manifest, ...sources.map(newestChange));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Another build may put its own there in between; the last one stays. */
function putInPlace(fresh, attemptsLeft = 10) {
  const dist = path.join(root, 'dist');
  try {
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } catch (error) {
    if (attemptsLeft === 0 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    putInPlace(fresh, attemptsLeft - 1);
  }
}

if (!(process.argv.includes('--if-stale') && isFresh())) {
  // Built beside dist/ and put in its place when whole, so that a failed build leaves the old one.
  const fresh = `dist.${process.pid}`;
  const { metafile: programFiles } = await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: fresh,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    legalComments: 'linked',
    metafile: true,
    // Native modules stay outside.
    external: ['lmdb', 'onnxruntime-node', 'sharp'],
    // Without a DOM it finds no canvas, as we want it; the one for Node awaits one at its top level.
    alias: {
      'vega-canvas': path.join(root, 'node_modules/vega-canvas/build/vega-canvas.browser.js'),
    },
    plugins: [heavyApart],
    logLevel: 'warning',
  });
  const clientFiles = await buildClient(root, fresh);
  // The browser's side, as modules: what draws charts is loaded when one is to be seen.
  const { metafile: webviewFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'client/webview/main.ts' },
    outdir: `${fresh}/webview`,
    bundle: true,
    splitting: true,
    platform: 'browser',
    target: 'chrome120',
    format: 'esm',
    minify: true,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    copyFileSync(path.join(root, icons, name), path.join(root, fresh, 'webview', name));
  }
  const bundled = [programFiles, clientFiles, webviewFiles].flatMap(({ inputs }) =>
    Object.keys(inputs),
  );
  const notices = thirdPartyNotices(root, [...bundled, path.join(icons, 'codicon.ttf')]);
  writeFileSync(path.join(root, fresh, 'ThirdPartyNotices.txt'), notices);
  putInPlace(path.join(root, fresh));
}
