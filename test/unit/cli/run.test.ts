import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { RunProgress, RunRow, RunSummary } from '../../../server/src/protocol';

const model = path.resolve(__dirname, '../../fixtures/tiny-crossed');

interface Options {
  isTTY?: boolean;
  /** Is given what Ctrl+C would do. */
  onInterrupt?: (stop: () => void) => void;
  /** Is given what comes on standard output. */
  onOutput?: (text: string) => void;
}

async function cli(args: readonly string[], options: Options = {}) {
  const { isTTY = false, onInterrupt = () => {}, onOutput } = options;
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  let text = '';
  stdout.on('data', (chunk: string) => {
    text += chunk;
    onOutput?.(chunk);
  });
  const code = await runCli(args, { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: text, stderr: (stderr.read() ?? '') as string };
}

let pictures: Buffer[];
let folder: string;
let cache: string;

beforeAll(async () => {
  const colours = ['#d33', '#3d3', '#33d', '#dd3'];
  pictures = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 16, height: 16, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
});

async function temporaryFolder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'run-'));
  onTestFinished(() => rm(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return made;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  cache = await temporaryFolder();
  for (const [index, label] of ['circle', 'circle', 'square', 'square'].entries()) {
    await mkdir(path.join(folder, label), { recursive: true });
    await writeFile(path.join(folder, label, `${index}.png`), pictures[index]!);
  }
});

const quick = ['--samples', '2', '--elimination', 'none'];

function run(args: readonly string[] = [], options: Options = {}) {
  const given = ['run', folder, '--model', model, '--cache-folder', cache, ...quick, ...args];
  return cli(given, options);
}

function runs(...args: string[]) {
  return cli(['runs', ...args, '--cache-folder', cache]);
}

interface Line {
  row?: RunRow;
  progress?: Omit<RunProgress, 'rows'>;
  summary?: RunSummary;
  report?: { classified: number };
}

const linesOf = (stdout: string): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a folder is measured against the names of its folders, and again costs nothing', async () => {
  const first = await run();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain(`${folder}: 4 of 4 done\n`);
  expect(first.stdout).toMatch(/right +\d+\.\d% .*of 4/);
  const [, id] = /run ([0-9a-f]{8})\n$/.exec(first.stdout)!;
  expect((await run()).stdout).toContain(`run ${id}\n`);
  const listed = linesOf((await runs('list', '--json')).stdout) as unknown as RunSummary[];
  expect(listed).toMatchObject([{ counts: { done: 4, unchanged: 4 }, groundTruth: 'folders' }]);
});

test('labels, patterns, priors and no ground truth', async () => {
  await writeFile(path.join(folder, '.gitignore'), 'square/2.png\n');
  const args = ['--labels', 'circle,square', '--prior', 'circle=3,square=3', '--json'];
  const last = async (...more: string[]) =>
    linesOf((await run([...args, '--ground-truth', 'none', ...more])).stdout).at(-1)!.summary!;
  expect(await last()).toMatchObject({ counts: { total: 3, done: 3 }, groundTruth: 'none' });
  expect((await last('--no-ignore-files')).counts.total).toBe(4);
  expect((await last('--include', 'circle/', '--exclude', '0.png')).counts.total).toBe(1);
});

test('a table that rows cannot be appended to is named before the work', async () => {
  const table = path.join(cache, 'other.csv');
  await writeFile(table, 'a,b\n1,2\n');
  const { code, stdout, stderr } = await run(['--out', table]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`${table} has other columns`);
  expect((await runs('list', '--json')).stdout.trim()).toBe('');
  expect(await readFile(table, 'utf8')).toBe('a,b\n1,2\n');
});

test('a folder without images is said to have none, and leaves no run', async () => {
  const { code, stderr } = await run(['--include', '*.tiff']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/There are no images in .*\.jpg.*--include and --exclude/);
  expect((await runs('list', '--json')).stdout.trim()).toBe('');
});

test('what no image could be asked leaves no run', async () => {
  const { code, stderr } = await run(['--labels', 'circle,zebra', '--ground-truth', 'none']);
  expect(code).toBe(2);
  expect(stderr).toContain('zebra');
  expect((await runs('list', '--json')).stdout.trim()).toBe('');
});

test('a report is written to one file', async () => {
  const { code, stderr } = await run(['--report', 'a.md', '--report', 'b.json']);
  expect(code).toBe(2);
  expect(stderr).toContain('given twice');
});

test('images may be named by a list, some of them by their address', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/square.png') response.end(pictures[2]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const list = path.join(cache, 'list.txt');
  const lines = ['circle/0.png', `${address}/square.png`, `${address}/missing.png`];
  await writeFile(list, lines.join('\n'));
  const table = path.join(cache, 'truth.csv');
  await writeFile(table, `image,label\ncircle/0.png,circle\n${address}/square.png,square\n`);

  const asked = ['--images', list, '--ground-truth', table, '--json'];
  const first = await run(asked);
  expect(first.code).toBe(1);
  const rows = linesOf(first.stdout).flatMap(({ row }) => row ?? []);
  const of = (image: string) => rows.find((row) => row.image === image);
  expect(rows).toHaveLength(3);
  expect(of('circle/0.png')).toMatchObject({ truth: 'circle', result: expect.anything() });
  expect(of(lines[1]!)).toMatchObject({ truth: 'square', bytes: 0, result: expect.anything() });
  expect(of(lines[2]!)).toMatchObject({ failure: { code: 'image-not-found' } });

  const again = linesOf((await run(asked)).stdout);
  expect(again.flatMap(({ row }) => row ?? [])).toEqual([]);
  expect(again.at(-1)!.summary!.counts).toMatchObject({ total: 3, done: 2, unchanged: 3 });
});

test('without ground truth it says how often each label was predicted', async () => {
  const { stdout } = await run(['--labels', 'circle,square', '--ground-truth', 'none']);
  expect(stdout).toMatch(/Predicted\n.*\n +(circle|square) +\d/);
  expect(stdout).not.toContain('right ');
});

test('right labels come from a table, whose columns may be named', async () => {
  const table = path.join(folder, 'truth.csv');
  await writeFile(table, 'picture,kind\ncircle/0.png,circle\nsquare/2.png,circle\n');
  const named = ['--ground-truth', table, '--image-column', 'picture', '--label-column', 'kind'];
  const { code, stdout } = await run([...named, '--labels', 'circle,square', '--json']);
  expect(code).toBe(0);
  expect(linesOf(stdout).at(-1)!.summary).toMatchObject({ groundTruth: 'table' });
  const truths = linesOf(stdout).flatMap(({ row }) => row?.truth ?? []);
  expect(truths).toEqual(['circle', 'circle']);
});

test('--json is a line for each row and progress, and the summary with the report at the end', async () => {
  const lines = linesOf((await run(['--json'])).stdout);
  const rows = lines.flatMap(({ row }) => row ?? []);
  expect(rows.map(({ image }) => image).sort()).toEqual([
    ...['circle/0.png', 'circle/1.png', 'square/2.png', 'square/3.png'],
  ]);
  expect(lines.some(({ progress }) => progress?.state === 'running')).toBe(true);
  expect(lines.at(-1)).toMatchObject({ summary: { state: 'done' }, report: { classified: 4 } });
});

test('tables are appended to and reports written, with charts beside them', async () => {
  const out = await temporaryFolder();
  const files = ['rows.csv', 'rows.jsonl', 'rows.parquet'].map((name) => path.join(out, name));
  const report = path.join(out, 'report.md');
  const outputs = [...files.flatMap((file) => ['--out', file]), '--report', report];
  const { stderr } = await run(outputs);
  for (const file of files) expect(stderr).toContain(`${file}: 4 rows appended\n`);
  expect((await readdir(out)).filter((name) => name.endsWith('.svg'))).toContain(
    'report-confusion.svg',
  );
  expect(await readFile(report, 'utf8')).toContain('## Labels');
  const before = await readFile(files[0]!, 'utf8');
  expect((await run(outputs)).stderr).toContain('0 rows appended; 4 were in it already\n');
  expect(await readFile(files[0]!, 'utf8')).toBe(before);
});

test('failed images are counted, listed, and tried again only when that is asked for', async () => {
  const broken = path.join(folder, 'square/broken.png');
  await writeFile(broken, 'none');
  const first = await run();
  expect(first.code).toBe(1);
  expect(first.stdout).toContain('4 of 5 done, 1 failed');
  expect(first.stdout).toContain(broken);
  const [, id] = /runs show ([0-9a-f]{8}) --failed/.exec(first.stdout)!;
  expect((await runs('show', id!, '--failed')).stdout).toContain(`\n${broken} could not be`);
  expect((await run()).stdout).toContain('1 failed');

  const retry = ['runs', 'retry', id!, '--cache-folder', cache, '--json'];
  const again = await cli(retry);
  expect(again.code).toBe(1);
  const retried = linesOf(again.stdout).flatMap(({ row }) => row ?? []);
  expect(retried.map(({ image }) => image)).toEqual(['square/broken.png']);
  expect((await run(['--retry', '--json'])).stdout).toContain('"row"');
});

test('on a terminal a bar shows how far it is', async () => {
  const { stderr } = await run([], { isTTY: true });
  expect(stderr).toContain('looking for images');
  expect(stderr).toContain('4 of 4');
});

test('Ctrl+C keeps what is done, writes it, and says how to go on', async () => {
  const out = path.join(await temporaryFolder(), 'rows.jsonl');
  let stop = (): void => {};
  const { code, stdout, stderr } = await run(['--json', '--out', out], {
    onInterrupt: (given) => {
      stop = given;
    },
    onOutput: () => stop(),
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/Cancelled: \d of \d are done; run the same command to go on\.\n$/);
  const { state, counts } = linesOf(stdout).at(-1)!.summary!;
  expect(state).toBe('cancelled');
  const written = (await readFile(out, 'utf8')).split('\n').filter(Boolean);
  expect(written).toHaveLength(counts.done);
  expect((await run()).stdout).toContain('4 of 4 done');
});

test('Ctrl+C before anything is found is nothing to go on with', async () => {
  const { code, stderr } = await run([], { onInterrupt: (stop) => stop() });
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled');
});

test('with --no-store nothing is kept, of the run either', async () => {
  const { code } = await run(['--no-store']);
  expect(code).toBe(0);
  expect((await runs('list')).stdout).toContain('No runs yet');
});

test('a run is known by the beginning of its id, if no other begins so', async () => {
  const { stdout } = await run(['--json']);
  const { run: id } = linesOf(stdout).at(-1)!.summary!;
  const shown = await runs('show', id.slice(0, 4), '--rows');
  expect(shown.stdout).toContain(folder);
  expect(shown.stdout).toMatch(/circle\/0\.png: (circle|square)/);
  expect(linesOf((await runs('show', id, '--rows', '--json')).stdout)).toHaveLength(5);
  expect((await runs('report', id.slice(0, 6))).stdout).toContain('4 classified');
  const report = path.join(cache, 'report.json');
  const given = await runs('report', id, '--json', '--report', report);
  expect(JSON.parse(await readFile(report, 'utf8'))).toEqual(JSON.parse(given.stdout));
  const table = path.join(cache, 'rows.csv');
  expect((await runs('export', id, table)).stdout).toBe(`${table}: 4 rows appended\n`);
  expect((await runs('remove', id.slice(0, 5))).stdout).toContain('is forgotten');
  expect((await runs('list')).stdout).toContain('No runs yet');
});

test.each([
  [['--labels', ','], 'No labels'],
  [['--prior', 'circle=2'], '--labels'],
  [['--image-column', 'picture'], '--ground-truth'],
  [['--labels', 'dragon,circle'], 'dragon'],
  [['--ground-truth', '/nowhere/truth.csv'], '/nowhere/truth.csv'],
  [['--out', 'rows.txt'], 'rows.txt'],
  [['--report', 'report.html'], 'report.html'],
  [['--shortlist', '/nowhere'], '/nowhere'],
  [['--samples', '0'], 'options.samples'],
])('run %j is a wrong use: code 2 and what was expected', async (args, words) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

test('a folder that is not there, and a run that is not', async () => {
  const nowhere = await cli(['run', path.join(folder, 'none'), '--labels', 'circle', '--no-store']);
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('none') });
  for (const args of [['show'], ['remove'], ['report'], ['export']]) {
    const file = args[0] === 'export' ? [path.join(cache, 'rows.csv')] : [];
    expect(await runs(...args, 'ffff', ...file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ffff'),
    });
  }
});
