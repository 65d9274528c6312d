import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';

const fixture = path.resolve(__dirname, '../../fixtures/tiny-clip');
const model = path.resolve(__dirname, '../../fixtures/tiny-class-conditional');
const samples = path.resolve(__dirname, '../../../media/samples');
const root = mkdtempSync(path.join(tmpdir(), 'shortlist-'));
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** Milliseconds: each run starts a host. */
const patience = 60_000;

/** The labels of the tiny class-conditional model. */
const labels = ['circle', 'square', 'triangle'];

const data = path.join(root, 'shapes');
for (const [index, label] of labels.entries()) {
  mkdirSync(path.join(data, label), { recursive: true });
  const files = [['cat.jpg', 'deer.jpg'], ['dog.jpg'], ['horse.jpg', 'bird.jpg']][index]!;
  for (const file of files) copyFileSync(path.join(samples, file), path.join(data, label, file));
}

function copyOfClip(): string {
  const folder = mkdtempSync(path.join(root, 'clip-'));
  cpSync(fixture, folder, { recursive: true });
  return folder;
}

async function run(
  args: readonly string[],
  onStderr: (said: string, stop: () => void) => void = () => {},
) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  let stop = () => {};
  let said = '';
  stderr.on('data', (part: string) => {
    said += part;
    onStderr(said, () => stop());
  });
  const code = await runCli(
    args,
    {
      stdout,
      stderr,
      onInterrupt: (call) => {
        stop = call;
      },
    },
    () => {},
  );
  return { code, stdout: String(stdout.read() ?? ''), stderr: said };
}

const shortlist = ['shortlist', data, '--no-store'];
const classify = ['classify', path.join(samples, 'cat.jpg'), '--no-store', '--model', model];
const few = ['--samples', '4', '--elimination', 'none'];

test('recall at every number of labels, the number to keep, and classify that takes it', {
  timeout: 2 * patience,
}, async () => {
  const clip = copyOfClip();
  const wanted = ['--model', clip, '--recall', '0.01'];
  const table = await run([...shortlist, ...wanted]);
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/5 images, 3 labels\n {2}kept .*\n {5}1 /);
  expect(table.stdout).toMatch(/ {5}3 {5}100\.0% \(95%: 56\.6% to 100\.0%\)/);
  expect(table.stdout).toMatch(/Keep [12]: --shortlist-keep [12]\n$/);
  expect(existsSync(path.join(clip, 'shortlist.json'))).toBe(false);

  const { code, stdout, stderr } = await run([...shortlist, ...wanted, '--write', '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ images: 5, labels: 3, failed: 0, seconds: expect.any(Number) });
  const { keep, recall, low: atLeast } = report.chosen;
  const written = path.join(clip, 'shortlist.json');
  expect(stderr).toContain(`Written to ${written}`);
  const stored = { keep, recall, atLeast, images: 5, labels };
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(stored);

  const args = [...classify, ...few, '--labels', labels.join(','), '--shortlist', clip];
  const kept = JSON.parse((await run([...args, '--json'])).stdout);
  expect(kept.shortlist).toMatchObject({ keep, recall, dropped: 3 - keep });
  expect(kept.labels).toHaveLength(keep);
  const shown = await run([...args, '--shortlist-keep', '1']);
  expect(shown.stdout).toMatch(
    /\n {2}1 of 3 labels were compared, chosen by clip-\w+ for [\d.]+ s\n/,
  );
});

test('too few images show no high recall: how many are needed is said, and nothing is written', {
  timeout: patience,
}, async () => {
  const clip = copyOfClip();
  const { code, stdout } = await run([...shortlist, '--model', clip, '--write']);
  expect(code).toBe(1);
  expect(stdout).toContain('so few images cannot show it: at least 381 are needed');
  expect(existsSync(path.join(clip, 'shortlist.json'))).toBe(false);
});

test('a recall that more images could show is not blamed on the model', {
  timeout: patience,
}, async () => {
  const found = JSON.parse(
    (await run([...shortlist, '--model', fixture, '--recall', '0.01', '--json'])).stdout,
  );
  const { recall, low } = found.rows[1];
  const wanted = (recall + low) / 2;
  const { code, stdout } = await run([...shortlist, '--model', fixture, '--recall', `${wanted}`]);
  expect(code).toBe(1);
  expect(stdout).toContain('More images could show it');
  expect(stdout).not.toContain('too low too often');
});

test('more labels than the folder has, and an image that is none', {
  timeout: patience,
}, async () => {
  const broken = path.join(data, 'square', 'broken.png');
  writeFileSync(broken, 'no image');
  const file = path.join(root, 'labels.txt');
  writeFileSync(file, [...labels, 'star', 'heart'].join('\n'));
  const args = ['--model', fixture, '--labels-file', file, '--recall', '0.01', '--json'];
  const { code, stdout, stderr } = await run([...shortlist, ...args]);
  rmSync(broken);
  expect(code).toBe(0 + 1);
  expect(stderr).toContain('broken.png');
  expect(JSON.parse(stdout)).toMatchObject({ images: 5, labels: 5, failed: 1 });
});

test('Ctrl+C ends it', { timeout: patience }, async () => {
  let isAsked = false;
  const { code, stderr } = await run([...shortlist, '--model', fixture], (said, stop) => {
    if (said.includes('cat.jpg') && !isAsked) {
      isAsked = true;
      stop();
    }
  });
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled.');
});

test.each([
  [[], 'No model: give --model FOLDER'],
  [['--model', '/no/such'], 'There is no CLIP model /no/such'],
  [['--model', fixture, '--recall', '1'], 'above 0 and below 1'],
  [['--model', fixture, '--labels', ','], 'No labels in --labels'],
  [['--model', fixture, '--labels', 'circle,square'], 'The folder has images of "triangle"'],
])('shortlist with %j is refused', async (args, problem) => {
  const { code, stderr } = await run([...shortlist, ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});

test('a hierarchy gives the labels and chooses among them', { timeout: patience }, async () => {
  const file = path.join(root, 'tree.json');
  writeFileSync(file, JSON.stringify({ round: ['circle'], pointed: ['square', 'triangle'] }));
  const { code, stdout } = await run([...classify, ...few, '--hierarchy', file]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /[12] of 3 labels were compared, chosen by the hierarchy \((round|pointed)\) for 36 evaluations and/,
  );
});

test.each([
  [['--shortlist-keep', '3'], '--shortlist MODEL or --hierarchy FILE'],
  [['--shortlist', fixture, '--hierarchy', 'x.json'], 'give one of them'],
  [['--hierarchy', '/no/such.json'], 'cannot be read (ENOENT)'],
  [['--hierarchy', path.join(samples, 'README.md')], 'is not JSON'],
  [['--hierarchy', path.join(fixture, 'config.json')], 'is no hierarchy'],
  [['--shortlist', model], 'this is a diffusion model'],
])('classify with %j is refused', { timeout: patience }, async (args, problem) => {
  const asked = [...classify, '--labels', labels.join(','), ...args];
  const { code, stderr } = await run(asked);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});
