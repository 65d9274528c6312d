import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { RunRow } from '../../../server/src/protocol';
import { exportRows } from '../../../server/src/tables';

let root: string;
let folder: string;
let table: string;

async function run(...args: string[]) {
  return await runOn({ isTTY: false, onInterrupt: () => {} }, ...args);
}

interface Seat {
  isTTY: boolean;
  onInterrupt(stop: () => void): void;
}

async function runOn({ isTTY, onInterrupt }: Seat, ...args: string[]) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const cache = ['--cache-folder', path.join(root, 'cache')];
  const code = await runCli([...args, ...cache], { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

async function* rows(
  answers: Record<string, [string, number] | undefined>,
): AsyncGenerator<RunRow> {
  for (const [image, answer] of Object.entries(answers)) {
    const { size: bytes, mtimeMs } = statSync(path.join(folder, image));
    const file = { image, bytes, modified: new Date(Math.floor(mtimeMs)).toISOString() };
    if (!answer) {
      yield { ...file, failure: { code: 'image-not-decodable', message: 'It is none.' } };
      continue;
    }
    const [predicted, probability] = answer;
    const other = predicted === 'cat' ? 'dog' : 'cat';
    const shared = { error: 0.1, samples: 10 };
    const labels = [
      { label: predicted, probability, margin: 0, ...shared },
      { label: other, probability: 1 - probability, margin: 0.01, ...shared },
    ];
    const counts = { evaluations: 20, remembered: 0, seconds: 1 };
    yield { ...file, result: { predicted, labels, calibrated: true, ...counts } };
  }
}

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'sort-command-'));
  folder = path.join(root, 'photos');
  table = path.join(root, 'photos.csv');
  mkdirSync(folder);
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png'])
    writeFileSync(path.join(folder, name), name);
  const answers = {
    'a.png': ['cat', 0.9],
    'b.png': ['dog', 0.8],
    'c.png': ['dog', 0.55],
    'd.png': undefined,
  } as const;
  const all = rows(answers as unknown as Parameters<typeof rows>[0]);
  await exportRows(all, { run: '0123456789abcdef', model: 'm' } as never, table);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

describe('sort', () => {
  it('plans, sorts and undoes', async () => {
    const to = path.join(root, 'sorted');
    const flags = ['--folder', folder, '--by-label', '--move', '--threshold', '0.7', '--to', to];
    const plan = await run('sort', table, ...flags, '--dry-run');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toBe(
      [
        `3 images of ${folder} would be moved to ${to}:`,
        '  cat              1',
        '  dog              1',
        '  uncertain        1',
        '1 image stays: not classified.',
        '',
      ].join('\n'),
    );
    expect(existsSync(to)).toBe(false);
    const sorted = await run('sort', table, ...flags);
    expect(sorted.stdout).toContain(`3 images of ${folder} moved to ${to}:`);
    const log = path.join(to, 'sort-log.jsonl');
    expect(sorted.stdout).toContain(`To undo: diffusion-classifier sort --undo "${log}"`);
    expect(readdirSync(folder)).toEqual(['d.png']);
    expect(readdirSync(path.join(to, 'uncertain'))).toEqual(['c.png']);
    const undone = await run('sort', '--undo', log);
    expect(undone).toEqual({ code: 0, stdout: '3 images are as they were.\n', stderr: '' });
    expect(readdirSync(folder)).toHaveLength(4);
    expect(existsSync(to)).toBe(false);
  });

  it('sorts beside the folder unless told where, and names what has changed', async () => {
    writeFileSync(path.join(folder, 'a.png'), 'another picture');
    const sorted = await run('sort', table, '--folder', folder, '--copy', '--json');
    expect(JSON.parse(sorted.stdout)).toMatchObject({
      to: `${folder}-sorted`,
      images: 2,
      stay: { failed: 1, changed: 1 },
    });
    expect(sorted.stderr).toContain('a.png has changed since it was classified');
    expect(sorted.code).toBe(1);
  });

  it('says what could not be brought back', async () => {
    await run('sort', table, '--folder', folder, '--move');
    writeFileSync(path.join(folder, 'a.png'), 'in its place');
    const undone = await run('sort', '--undo', path.join(`${folder}-sorted`, 'sort-log.jsonl'));
    expect(undone.code).toBe(1);
    expect(undone.stdout).toBe('2 images are as they were. 1 image could not be brought back.\n');
    expect(undone.stderr).toContain(`${path.join(folder, 'a.png')} is another file by now.`);
  });

  it.each([
    [['--folder', 'FOLDER'], 'Say how images are to be sorted'],
    [['--copy'], 'name it with --folder'],
    [['--copy', '--move'], 'cannot be used with'],
    [['--copy', '--threshold', '1.5'], 'Expected a probability'],
    [['--copy', '--uncertain', 'away'], 'Allowed choices are folder, stay'],
  ])('asks for flags that make sense: %j', async (flags, message) => {
    const given = flags.map((flag) => (flag === 'FOLDER' ? folder : flag));
    expect(await run('sort', table, ...given)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('asks for something to sort', async () => {
    expect((await run('sort', '--copy')).stderr).toContain('Name a run');
    expect((await run('sort', folder, '--copy')).stderr).toContain('There is no run of');
    expect((await run('sort', '--undo', path.join(root, 'no.jsonl'))).stderr).toContain(
      'there is no such file',
    );
  });
});

const interrupted: Seat = { isTTY: true, onInterrupt: (stop) => stop() };

describe('Ctrl+C', () => {
  it('ends sorting, undoing and looking for duplicates', async () => {
    const flags = ['--folder', folder, '--copy'];
    expect((await runOn(interrupted, 'sort', table, ...flags)).code).toBe(130);
    await run('sort', table, ...flags);
    const log = path.join(`${folder}-sorted`, 'sort-log.jsonl');
    const undone = await runOn(interrupted, 'sort', '--undo', log);
    expect(undone).toMatchObject({ code: 130, stderr: expect.stringContaining('0 of 3 images') });
    const found = await runOn(interrupted, 'duplicates', folder);
    expect(found).toMatchObject({ code: 130, stderr: expect.stringContaining('Cancelled') });
  });
});

describe('duplicates', () => {
  const samples = path.join(__dirname, '../../../media/samples');
  beforeEach(async () => {
    rmSync(folder, { recursive: true });
    mkdirSync(path.join(folder, 'cat'), { recursive: true });
    mkdirSync(path.join(folder, 'dog'));
    cpSync(path.join(samples, 'cat.jpg'), path.join(folder, 'cat/cat.jpg'));
    cpSync(path.join(samples, 'cat.jpg'), path.join(folder, 'dog/same.jpg'));
    cpSync(path.join(samples, 'dog.jpg'), path.join(folder, 'dog/dog.jpg'));
    const small = sharp(path.join(samples, 'cat.jpg')).resize(320).jpeg({ quality: 60 });
    await small.toFile(path.join(folder, 'cat/small.jpg'));
  });

  it('groups what is the same and what looks the same, the largest first', async () => {
    const out = path.join(root, 'duplicates.json');
    const found = await run('duplicates', folder, '--out', out);
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(found.stdout).toMatch(
      /^cat\/cat\.jpg {2}1024x768, .* kB\n {2}= dog\/same\.jpg\n {2}~ cat\/small\.jpg {2}320x240, .* kB, \d bits? apart\n {2}! in folders of different labels: cat, dog\n/,
    );
    expect(found.stdout).toContain(
      '4 images: 1 group with 3 images that are the same, or within 8 of 64 bits',
    );
    const again = await run('duplicates', folder, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ images: 4, failures: [] });
    expect(readdirSync(path.join(root, 'cache/fingerprints-1'))).toHaveLength(1);
  });

  it('with a distance of 0 groups copies alone, and names what is no image', async () => {
    writeFileSync(path.join(folder, 'dog/broken.jpg'), 'no picture');
    const found = await run('duplicates', folder, '--distance', '0', '--exclude', 'small.jpg');
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('  = dog/same.jpg\n');
    expect(found.stdout).toContain('1 image could not be read\n');
    expect(found.stderr).toContain('broken.jpg could not be decoded');
  });

  it.each([
    [['--distance', '17'], 'Expected at most 16'],
    [['--out', 'list.txt'], 'ends in .json'],
  ])('asks for flags that make sense: %j', async (flags, message) => {
    expect(await run('duplicates', folder, ...flags)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('needs a folder', async () => {
    expect((await run('duplicates', path.join(root, 'none'))).stderr).toContain('cannot be read');
  });
});
