import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { ClassifyResult } from '../../../server/src/protocol';

const model = path.resolve(__dirname, '../../fixtures/tiny-crossed');
const cat = path.resolve(__dirname, '../../../media/samples/cat.jpg');
const text = path.resolve(__dirname, '../../../LICENSE');
const folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Options {
  isTTY?: boolean;
  /** Is given what Ctrl+C would do. */
  onInterrupt?: (stop: () => void) => void;
}

async function run(args: readonly string[], { isTTY = false, onInterrupt }: Options = {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  let served = 0;
  const code = await runCli(
    args,
    { stdout, stderr, onInterrupt: onInterrupt ?? (() => {}) },
    () => {
      served += 1;
    },
  );
  return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '', served };
}

const classify = ['classify', '--model', model, '--samples', '2', '--elimination', 'none'];

test('--help and --version tell what they should, with code 0', async () => {
  const help = await run(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(/classify[\s\S]*serve/);
  expect((await run(['classify', '--help'])).stdout).toContain('--max-megapixels');
  expect(await run(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('serve starts the server and takes the arguments that clients add', async () => {
  expect(await run(['serve', '--stdio', '--clientProcessId', '5'])).toMatchObject({
    code: 0,
    served: 1,
    stdout: '',
  });
});

test.each([
  [[], 'Usage'],
  [['frobnicate'], 'frobnicate'],
  [['serve', '--pigeon'], '--pigeon'],
  [['classify', '--labels', 'circle'], 'images'],
  [['classify', cat], 'No labels'],
  [[...classify, cat, '--labels', ','], 'No labels'],
  [[...classify, cat, '--labels', 'circle', '--samples', '1e3'], 'whole number'],
  [[...classify, cat, '--labels', 'circle', '--keep', '2,x'], 'whole number'],
  [[...classify, cat, '--labels', 'circle', '--samples', '0'], 'options.samples'],
  [[...classify, '--labels', 'circle', '--none-of-these', cat], 'after the images'],
  [[...classify, cat, '--labels', 'circle', '--none-of-these', '0'], 'a weight above 0'],
  [[...classify, cat, '--labels', 'circle', '--cache-folder', ''], 'the name of a folder'],
  [[...classify, cat, '--labels', 'circle', '--max-megabytes', '0'], 'limits.megabytes'],
  [[...classify, cat, '--labels', 'x'.repeat(3_000)], 'at most 2,000 characters'],
  [[...classify, cat, '--labels', 'circle', '--prior', 'star=2'], 'star'],
  [[...classify, cat, '--labels', 'circle', '--keep', '1'], 'belongs to elimination'],
  [[...classify, cat, '--labels', 'circle,dragon'], 'dragon'],
  [['classify', cat, '--labels', 'circle', '--model', 'nowhere'], 'nowhere'],
  [[...classify, cat, '--labels-file', path.join(folder, 'none.txt')], 'none.txt'],
])('%j is a wrong use: code 2 and what was expected', async (args, words) => {
  const { code, stdout, stderr } = await run(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a table for people, labels from a file, and priors', async () => {
  const labels = path.join(folder, 'labels.txt');
  writeFileSync(labels, '# shapes\ncircle\r\n\nsquare\n');
  const args = [...classify, cat, '--labels-file', labels, '--prior', 'circle=3,square=3'];
  const { code, stdout, stderr } = await run(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^.*cat\.jpg: (circle|square)\n/);
});

test('--json is a line an image, and of one that fails its code; the exit code is 1', async () => {
  const { code, stdout, stderr } = await run([
    ...[...classify, text, cat],
    ...['--labels', 'circle,star', '--json', '--trace'],
  ]);
  expect([code, stderr]).toEqual([1, '']);
  const [failed, done] = (stdout as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)) as [unknown, ClassifyResult];
  expect(failed).toEqual({
    image: text,
    failed: { code: 'image-not-decodable', message: expect.stringContaining(text) },
  });
  expect(done.image).toBe(cat);
  expect(done.samples).toHaveLength(2);
});

test('without --json the one that fails is named on standard error', async () => {
  const { code, stdout, stderr } = await run([...classify, text, cat, '--labels', 'circle,star']);
  expect(code).toBe(1);
  expect(stderr.startsWith(`${text}: `)).toBe(true);
  expect(stdout).toMatch(/cat\.jpg: /);
});

test('a wrong request is a line of --json, too', async () => {
  const { code, stdout, stderr } = await run([...classify, cat, '--labels', 'dragon', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ image: cat, failed: { code: 'label-unknown' } });
  expect(stderr).toContain('dragon');
});

test('a terminal sees progress, and nothing of it is left', async () => {
  const { stdout, stderr } = await run([...classify, cat, '--labels', 'circle,star'], {
    isTTY: true,
  });
  expect(stderr).toContain('1 of 1');
  expect(stdout).not.toContain('1 of 1');
});

test('Ctrl+C stops the work, says how far it came, and ends with 130', async () => {
  const args = ['classify', cat, cat, '--model', model, '--labels', 'circle,star'];
  const { code, stderr } = await run([...args, '--samples', '100000', '--elimination', 'none'], {
    onInterrupt: (stop) => setTimeout(stop, 300),
  });
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled: 0 of 2 images were classified.');
});

test.skipIf(process.platform === 'win32')(
  'the name of a file cannot give orders to the terminal',
  async () => {
    const [good, bad] = ['good', 'bad'].map((name) =>
      path.join(folder, `${name}\u001B]0;owned\u0007\u009B31m.png`),
    );
    copyFileSync(cat, good!);
    copyFileSync(text, bad!);
    for (const isTTY of [false, true]) {
      const { stdout, stderr } = await run([...classify, good!, bad!, '--labels', 'circle'], {
        isTTY,
      });
      expect(stdout).toContain('good\uFFFD]0;owned\uFFFD\uFFFD31m.png: circle');
      expect(stderr).toContain('bad\uFFFD]0;owned\uFFFD\uFFFD31m.png could not be decoded');
      for (const order of ['\u001B]0', '\u0007', '\u009B']) {
        expect(stdout + stderr).not.toContain(order);
      }
    }
  },
);

test('the bar never goes back: first the labels are read, then evaluated', async () => {
  const labels = Array.from({ length: 40 }, (_, index) => `thing ${index}`).join();
  const sd = path.resolve(__dirname, '../../fixtures/tiny-sd1');
  const args = ['classify', '--model', sd, '--samples', '4', '--elimination', 'none'];
  const { code, stderr } = await run([...args, '--labels', labels, cat], { isTTY: true });
  expect(code).toBe(0);
  expect(stderr).toMatch(/reading the labels: \d+ of 40/);
  const percents = [...stderr.matchAll(/(\d+)%/g)].map(([, percent]) => Number(percent));
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
});
