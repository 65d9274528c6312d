import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { RunRow } from '../../../server/src/protocol';
import { Runs } from '../../../server/src/runs';
import { exportRows } from '../../../server/src/tables';
import { FakeEngine } from '../runs/fakeEngine';
import { cat, each, label, ran } from '../tables/rows';

async function review(...args: string[]) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false });
  const terminal = { stdout, stderr, onInterrupt: () => {} };
  const code = await runCli(['review', ...args], terminal, () => {});
  return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '' };
}

function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'review-'));
}

/** A cat with a lead of `lead` in probability over a dog. */
function withLead(image: string, lead: number, more: Partial<RunRow> = {}): RunRow {
  const row = cat(image, more);
  const labels = [label('cat', 0.5 + lead / 2, 0), label('dog', 0.5 - lead / 2, lead)];
  return { ...row, result: { ...row.result!, labels } };
}

const rows = [
  withLead('dogs/a.png', 0.75, { truth: 'dog' }),
  withLead('cats/b\n.png', 0.125),
  withLead('c.png', 0.5),
  withLead('dogs/d.png', 0.875, { truth: 'dog' }),
];

async function table(some: RunRow[] = rows): Promise<string> {
  const file = path.join(newFolder(), 'table.parquet');
  await exportRows(each(some), ran, file);
  return file;
}

test('lists the most uncertain images of a table, below the folder that was given', async () => {
  const file = await table();
  const found = await review(file, '--most-uncertain', '2', '--folder', '/images', '--null');
  const expected = ['cats/b\n.png', 'c.png'].map((name) =>
    path.join(path.resolve('/images'), name),
  );
  expect(found).toEqual({ code: 0, stdout: `${expected.join('\0')}\0`, stderr: '' });
});

test('lists one image a line, relative as in the table, whatever is in its name', async () => {
  const { stdout } = await review(await table());
  const names = ['cats/b\uFFFD.png', 'c.png', 'dogs/a.png', 'dogs/d.png'].map(path.normalize);
  expect(stdout).toBe(`${names.join('\n')}\n`);
});

test('lists the likely label errors of a table, the most suspicious first', async () => {
  const { stdout } = await review(await table(), '--label-errors', '5');
  expect(stdout.trim().split('\n')).toEqual(['dogs/d.png', 'dogs/a.png'].map(path.normalize));
  expect((await review(await table(), '--label-errors', '1')).stdout).not.toContain('a.png');
});

test('counts what a table has of an image last', async () => {
  const file = await table();
  const changed = withLead('dogs/d.png', 0.01, { modified: '2026-11-24T00:00:00.000Z' });
  await exportRows(each([changed]), ran, file);
  const { stdout } = await review(file, '--most-uncertain', '9', '--null');
  expect(stdout.split('\0').slice(0, 2)).toEqual(
    ['dogs/d.png', 'cats/b\n.png'].map(path.normalize),
  );
  expect(stdout.split('\0')).toHaveLength(5);
});

test('writes the list to a file', async () => {
  const out = path.join(newFolder(), 'list.txt');
  const found = await review(await table(), '--most-uncertain', '1', '--out', out);
  expect(found).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(out, 'utf8')).toBe(`${path.normalize('cats/b\n.png')}\n`);
});

test('lists images of a run where they are', async () => {
  const [folder, cache] = [newFolder(), newFolder()];
  for (const name of ['cat', 'dog']) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'one.png'), 'cat');
  }
  const runs = new Runs({ engine: new FakeEngine(), folder: cache });
  const { run } = await runs.start({ folder });
  await runs.close();
  const found = await review(run.slice(0, 6), '--label-errors', '9', '--cache-folder', cache);
  expect(found).toMatchObject({ code: 0, stdout: `${path.join(folder, 'dog', 'one.png')}\n` });
  const inFolder = await review(run, '--folder', folder, '--cache-folder', cache);
  expect(inFolder.code).toBe(2);
  expect(inFolder.stderr).toContain(`run ${run} knows its own`);
});

test('says that label errors need right labels, and that there is no such run', async () => {
  const file = await table([withLead('a.png', 0.5)].map(({ truth, ...row }) => row));
  const { code, stderr } = await review(file, '--label-errors', '5');
  expect(code).toBe(2);
  expect(stderr).toContain('--label-errors compares with the right labels, and none are known');
  expect((await review('ffff', '--cache-folder', newFolder())).stderr).toContain('ffff');
  const both = await review(file, '--label-errors', '5', '--most-uncertain', '5');
  expect(both.stderr).toContain('cannot be used with');
});
