/**
 * Which rule finds the winner of a full grid with the fewest evaluations, and whether other samples
 * would make it cheaper: the product's own race, played again on errors that the product recorded.
 * docs/sampling.md says what came out.
 *
 *   node dist/cli.js classify FIT_IMAGES --labels … --elimination none --samples 100 --json --trace > fit.jsonl
 *   node dist/cli.js classify JUDGE_IMAGES --labels … --elimination none --samples 250 --json --trace > judge.jsonl
 *   node test/bench/rules/run.mjs rules --fit fit.jsonl --judge judge.jsonl [--bound 0.04]
 *   node test/bench/rules/run.mjs samples --fit fit.jsonl --judge judge.jsonl [--also l1=judge-l1.jsonl]
 *
 * Both take --orders 20 (random orders of the grid, beside the product's own) and --out out/rules. The
 * folder that an image lies in is its true label.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
try {
  const outfile = path.join(folder, 'main.mjs');
  await build({
    entryPoints: [path.join(here, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['canvas'],
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
