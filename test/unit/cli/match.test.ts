import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { matchTable } from '../../../server/src/cli/matchTable';
import { runCli } from '../../../server/src/cli/runCli';
import type { MatchReport, TagScores } from '../../../server/src/protocol';

const model = path.resolve(__dirname, '../../fixtures/tiny-class-conditional');
const textModel = path.resolve(__dirname, '../../fixtures/tiny-sd1');
const release = path.resolve(__dirname, '../../fixtures/winoground');
const samples = path.resolve(__dirname, '../../../media/samples');
const root = mkdtempSync(path.join(tmpdir(), 'match-'));
// The store's process may still be closing its files.
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** Milliseconds: each run starts a host and a store. */
const patience = 60_000;

let folder: string;
let groups: string;
const group = { id: 'pair', images: ['cat.jpg', 'dog.jpg'], captions: ['circle', 'square'] };

beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'test-'));
  groups = path.join(folder, 'groups.jsonl');
  for (const name of group.images) copyFileSync(path.join(samples, name), path.join(folder, name));
  const broken = { ...group, id: 'broken', images: ['none.jpg', 'dog.jpg'] };
  const others = { ...group, id: 'others', captions: ['star', 'square', 'circle'], tag: 'three' };
  writeFileSync(groups, [group, broken, others].map((one) => JSON.stringify(one)).join('\n'));
});

async function match(
  args: readonly string[],
  { file = groups, onStderr = (_said: string, _stop: () => void) => {} } = {},
) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  let stop = () => {};
  let said = '';
  stderr.on('data', (part: string) => {
    said += part;
    onStderr(said, () => stop());
  });
  const onInterrupt = (call: () => void): void => {
    stop = call;
  };
  const code = await runCli(
    ['match', file, '--cache-folder', path.join(folder, 'cache'), ...args],
    { stdout, stderr, onInterrupt },
    () => {},
  );
  return { code, stdout: String(stdout.read() ?? ''), stderr: said };
}

test(
  'scores as a table, the groups as JSON and CSV; a group that fails is named; again costs nothing',
  async () => {
    const out = path.join(folder, 'out.json');
    const csv = path.join(folder, 'out.csv');
    const first = await match(['--model', model, '--samples', '4', '--out', out]);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/Group broken: .*none\.jpg does not exist/);
    expect(first.stderr).toMatch(/group others/);
    expect(first.stdout).toMatch(/^tag +groups +text +image +group\nall +2 +\d/);
    expect(first.stdout).toMatch(/\nthree +1 +\d/);
    expect(first.stdout).toMatch(/\nby guessing +18\.1 +25\.0 +12\.5\n/);
    expect(first.stdout).toContain('2 groups, 4 samples a pair; 40 evaluations, of which');
    expect(first.stdout).toContain(`${out} written`);
    const report: MatchReport = JSON.parse(readFileSync(out, 'utf8'));
    expect(report).toMatchObject({ source: groups, model: 'tiny-class-conditional' });
    expect(report.failures.map(({ id }) => id)).toEqual(['broken']);

    const again = await match(['--model', model, '--samples', '4', '--json', '--out', csv]);
    const repeated: MatchReport = JSON.parse(again.stdout);
    expect(repeated.remembered).toBe(repeated.evaluations);
    expect(repeated.groups).toEqual(report.groups);
    const rows = readFileSync(csv, 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 4 + 6);
    const [pair] = report.groups;
    expect(rows[1]).toBe(
      `pair,,${path.join(folder, 'cat.jpg')},circle,1,${pair!.errors[0]![0]},,${[
        pair!.correct.text,
        pair!.correct.image,
        pair!.correct.group,
      ]
        .map((right) => (right ? '1' : '0'))
        .join(',')}`,
    );
  },
  patience,
);

test(
  'the layout of the release, with a model that reads captions, normalised without one',
  async () => {
    const { code, stdout } = await match(
      ['--model', textModel, '--samples', '1', '--references', 'unconditional'],
      { file: release },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^tag +groups +text +image +group +image, normalised +group, normalised/,
    );
    expect(stdout).toMatch(/\nall +12 /);
    expect(stdout).toMatch(/\nRelation +5 /);
    expect(stdout).toContain('12 groups, 1 samples a pair; 72 evaluations');
  },
  patience,
);

test(
  'cancelled, it says what was done and goes on from there',
  async () => {
    const { code, stderr } = await match(['--model', model, '--samples', '2000'], {
      onStderr: (said, stop) => {
        if (said.includes('group pair')) stop();
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled after 0 of 3 groups. The same command goes on from there.');
  },
  patience,
);

test('what cannot be asked is said before anything is computed', async () => {
  const out = path.join(folder, 'out.txt');
  expect((await match(['--out', out])).stderr).toMatch(/--out .*\.json or \.csv/);
  expect((await match(['--samples', '0'])).stderr).toContain('options.samples');
  expect((await match(['--references', 'none'])).stderr).toContain('Expected a number of captions');
  expect((await match([], { file: path.join(folder, 'none') })).stderr).toContain('ENOENT');
  expect(existsSync(out)).toBe(false);
});

test('many tags are summed up in a line', () => {
  const score = { share: 0.5, interval: [0.1, 0.9] as const, count: 1, of: 2, chance: 0.25 };
  const scored = (tag: string | null): TagScores => ({ tag, groups: 2, scores: { text: score } });
  const tags = Array.from({ length: 25 }, (_, index) => scored(`tag ${index}`));
  const report = { scores: [scored(null), ...tags], groups: [{}, {}], seconds: 1 };
  const table = matchTable(report as unknown as MatchReport);
  expect(table).toContain('tag 19 ');
  expect(table).not.toContain('tag 20 ');
  expect(table).toContain('and 5 more tags, which --json has');
});
