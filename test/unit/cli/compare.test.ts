import {
  copyFileSync,
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

const fixture = (name: string) => path.resolve(__dirname, '../../fixtures', name);
const samples = path.resolve(__dirname, '../../../media/samples');
const root = mkdtempSync(path.join(tmpdir(), 'compare-'));
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** Milliseconds: each run starts several hosts. */
const patience = 120_000;

/** Labels that the tiny class-conditional model and, with a list of names, the tiny classifier know. */
const labels = ['circle', 'square', 'triangle'];
const classNames = path.join(root, 'names.txt');
writeFileSync(classNames, ['circle', 'square', 'triangle', 'star', 'moon'].join('\n'));

function folderOf(name: string, files: readonly string[][]): string {
  const folder = path.join(root, name);
  for (const [index, label] of labels.entries()) {
    mkdirSync(path.join(folder, label), { recursive: true });
    for (const file of files[index]!) {
      copyFileSync(path.join(samples, file), path.join(folder, label, file));
    }
  }
  return folder;
}

const data = folderOf('shapes', [['cat.jpg', 'deer.jpg'], ['dog.jpg'], ['horse.jpg', 'bird.jpg']]);
const training = folderOf('training', [
  ['bird.jpg', 'cat-closeup.jpg'],
  ['cat.jpg', 'horse.jpg'],
  ['dog.jpg', 'deer.jpg'],
]);

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
  const onInterrupt = (call: () => void) => {
    stop = call;
  };
  const code = await runCli(['compare', ...args], { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: String(stdout.read() ?? ''), stderr: said };
}

const diffusion = ['--backend', fixture('tiny-class-conditional'), '--samples', '4'];
const classifier = ['--backend', fixture('tiny-classifier'), '--class-names', classNames];
const all = [
  ...diffusion,
  '--elimination',
  'none',
  '--backend',
  fixture('tiny-clip'),
  ...classifier,
  '--backend',
  `probe:${fixture('tiny-class-conditional')}`,
  '--train',
  training,
  '--shots',
  '2',
];

test('four kinds of backends on the same images, and a second time for free', {
  timeout: patience,
}, async () => {
  const page = path.join(root, 'page.md');
  const plot = path.join(root, 'plot.svg');
  const cache = ['--cache-folder', path.join(root, 'cache')];
  const files = ['--report', page, '--plot', plot];
  const first = await run([data, ...all, ...cache, ...files, '--json']);
  expect(first.stderr).not.toContain('Cancelled');
  const report = JSON.parse(first.stdout);
  expect(report).toMatchObject({ folder: data, images: 5, labels, leftOut: [] });
  expect(report.backends.map(({ kind }: { kind: string }) => kind)).toEqual([
    'diffusion',
    'clip',
    'classifier',
    'probe',
  ]);
  expect(report.backends[0].evaluations).toBe(12);
  expect(report.backends[0].seconds.images).toBe(5);
  expect(report.backends[3]).toMatchObject({
    evaluations: 1,
    name: expect.stringMatching(/2 a l/),
  });
  expect(report.pairs).toHaveLength(6);
  expect(first.code).toBe(0);

  const text = readFileSync(page, 'utf8');
  expect(text).toContain('](<plot.svg>)');
  expect(text).toMatch(/\| tiny-clip \| [\d.]+% \|/);
  expect(readFileSync(plot, 'utf8')).toContain('5 images, 3 labels, 95% intervals');

  const second = await run([data, ...all, ...cache, '--json']);
  const again = JSON.parse(second.stdout);
  expect(again.backends[0]).toMatchObject({ remembered: 12, seconds: null });
  const predicted = (of: typeof report) =>
    of.differing.map((image: { predicted: string[] }) => image.predicted);
  expect(predicted(again)).toEqual(predicted(report));
});

test('as a table; what cannot be read is named, left out of all, and told by the exit code', {
  timeout: patience,
}, async () => {
  const broken = path.join(data, 'square', 'broken.png');
  writeFileSync(broken, 'no image');
  const args = [data, ...diffusion, ...classifier, '--no-store'];
  const { code, stdout, stderr } = await run(args);
  rmSync(broken);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^5 images\n {2}backend +accuracy/);
  expect(stdout).toContain('1 image is left out of all');
  expect(stderr).toMatch(/tiny-classifier: .*broken\.png: .*broken\.png/);
});

test('of two backends of one name the second is numbered; --limit takes some of each label', {
  timeout: patience,
}, async () => {
  const args = [data, ...classifier, ...classifier.slice(0, 2), '--limit', '3', '--json'];
  const { stdout } = await run([...args, '--no-store']);
  const report = JSON.parse(stdout);
  const names = report.backends.map(({ name }: { name: string }) => name);
  expect(names).toEqual(['tiny-classifier', 'tiny-classifier (2)']);
  expect(report).toMatchObject({ images: 3, differing: [] });
  expect(report.pairs[0]).toMatchObject({ onlyOne: 0, onlyOther: 0, midP: 1 });
});

test('Ctrl+C ends it, and says that it can be gone on with', { timeout: patience }, async () => {
  let isAsked = false;
  const cache = ['--cache-folder', path.join(root, 'cancelled')];
  const { code, stderr } = await run([data, ...diffusion, ...cache], (said, stop) => {
    if (said.includes('tiny-class-conditional') && !isAsked) {
      isAsked = true;
      stop();
    }
  });
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled. What diffusion models have computed is kept');
});

test.each([
  ['no backend', [data], "required option '--backend"],
  [
    'a probe without images to learn from',
    [data, '--backend', `probe:${fixture('tiny-class-conditional')}`],
    'give --train FOLDER',
  ],
  [
    'more shots than there are images',
    [data, ...all, '--shots', '3'],
    'has 2 images of "circle" that are not compared on, but --shots is 3',
  ],
  ['no shots', [data, ...all, '--shots', '0'], 'expected at least one of each label'],
  [
    'images that are learnt from and compared on',
    [data, ...diffusion, '--train', data, '--shots', '1'],
    'has 0 images of "circle" that are not compared on',
  ],
  [
    'labels without one of the folder',
    [data, ...diffusion, '--labels', 'circle,square'],
    'The folder has images of "triangle"',
  ],
  [
    'a class that a classifier does not know',
    [data, '--backend', fixture('tiny-classifier')],
    'does not know the label "circle"',
  ],
  ['options that are none', [data, ...diffusion, '--samples', '0'], 'samples'],
  ['a page of another kind', [data, ...diffusion, '--report', 'x.pdf'], 'ends in .md'],
  ['a plot of another kind', [data, ...diffusion, '--plot', 'x.png'], 'ends in .svg'],
])('%s: refused before anything is computed', { timeout: patience }, async (_, args, said) => {
  const { code, stdout, stderr } = await run([...args, '--no-store']);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(said);
});

test('labels beyond those of the folder may be told apart, too', {
  timeout: patience,
}, async () => {
  const args = [data, ...classifier, '--labels', [...labels, 'star'].join(','), '--json'];
  const { code, stdout } = await run([...args, '--no-store']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).labels).toEqual([...labels, 'star']);
  expect(existsSync(data)).toBe(true);
});
