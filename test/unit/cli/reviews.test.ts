import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { RunRow, RunSummary } from '../../../server/src/protocol';
import { reviewLine } from '../../../server/src/runs/reviewLine';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';

const model = path.resolve('test/fixtures/tiny-crossed');
const labels = ['circle', 'square'];

let folder: string;
let cache: string;
let run: string;

async function cli(...args: string[]) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false });
  const terminal = { stdout, stderr, onInterrupt: () => {} };
  const code = await runCli([...args, '--cache-folder', cache], terminal, () => {});
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

const rowsOf = async (): Promise<RunRow[]> => {
  const { stdout } = await cli('runs', 'show', run, '--rows', '--json');
  return stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
};

/** Puts a review where a server would have put it. */
async function review(said: Record<string, string | null>): Promise<void> {
  const file = path.join(cache, 'runs-1', run, 'reviews.jsonl');
  const rows = await rowsOf();
  const reviews = Object.entries(said).map(([image, label]) => {
    const { bytes, modified } = rows.find((row) => row.image === image)!;
    return { image, bytes, modified, label };
  });
  appendFileSync(file, reviewLine('2026-11-23T18:00:00.000Z', reviews));
}

beforeEach(async () => {
  folder = temporaryFolder();
  cache = temporaryFolder();
  for (const name of ['1.png', '2.png', '3.png']) {
    await copyFile(path.resolve('test/fixtures/images/rgb.png'), path.join(folder, name));
  }
  const flags = ['--labels', labels.join(), '--samples', '2', '--elimination', 'none'];
  const { stdout } = await cli('run', folder, '--model', model, ...flags, '--json');
  const lines = stdout.trim().split('\n');
  ({ run } = lines.map((line) => JSON.parse(line).summary as RunSummary).find(Boolean)!);
});

test('reviews are shown with rows, and exported as right labels of the next run', async () => {
  await review({ '1.png': 'circle', '2.png': 'square', '3.png': null });
  expect((await rowsOf()).map((row) => row.review?.label)).toEqual(['circle', 'square', null]);
  const table = path.join(cache, 'labels.csv');
  const exported = await cli('runs', 'export', run.slice(0, 8), table, '--reviews');
  expect(exported).toEqual({
    code: 0,
    stdout: `${table}: 2 images with a label by review\n`,
    stderr: '',
  });
  expect(readFileSync(table, 'utf8')).toContain('\n1.png,circle,');
  const flags = ['--labels', labels.join(), '--samples', '2', '--elimination', 'none'];
  const judged = await cli('run', folder, '--model', model, ...flags, '--ground-truth', table);
  expect(judged.stdout).toMatch(/right .* of 2/);
});

test('images are sorted by review, and the others stay', async () => {
  await review({ '1.png': 'hexagon', '3.png': null });
  const to = path.join(cache, 'sorted');
  const sorted = await cli('sort', run, '--by', 'review', '--copy', '--to', to);
  expect(sorted).toMatchObject({ code: 0, stderr: '' });
  expect(sorted.stdout).toContain('2 images stay: not reviewed.');
  expect(readdirSync(to).sort()).toEqual(['hexagon', 'sort-log.jsonl']);
});

test('a table has no reviews, and reviews go into no Parquet', async () => {
  const table = path.join(cache, 'rows.csv');
  await cli('runs', 'export', run, table);
  const flags = ['--folder', folder, '--by', 'review', '--copy'];
  const refused = await cli('sort', table, ...flags);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('no reviews') });
  const parquet = path.join(cache, 'labels.parquet');
  expect(await cli('runs', 'export', run, parquet, '--reviews')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ends in .csv or .jsonl'),
  });
  expect(existsSync(parquet)).toBe(false);
});

test('a run that is removed takes its reviews with it', async () => {
  await review({ '1.png': 'circle' });
  await cli('runs', 'remove', run);
  expect(readdirSync(path.join(cache, 'runs-1'))).toEqual([]);
});
