import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import { openModelFolder } from '../../../server/src/models';

const root = mkdtempSync(path.join(tmpdir(), 'calibrate-'));
afterAll(() => rmSync(root, { recursive: true }));
const model = path.join(root, 'model');
const images = path.join(root, 'images');
const cache = path.join(root, 'cache');

interface Options {
  isTTY?: boolean;
  onInterrupt?: (stop: () => void) => void;
}

async function run(args: readonly string[], { isTTY = false, onInterrupt }: Options = {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const terminal = { stdout, stderr, onInterrupt: onInterrupt ?? (() => {}) };
  const code = await runCli(args, terminal, () => {});
  return { code, stdout: (stdout.read() ?? '') as string, stderr: (stderr.read() ?? '') as string };
}

const calibrate = ['calibrate', images, '--model', model, '--cache-folder', cache];

/** Twelve pictures in folders named after what the model takes them for, but for every fourth. */
beforeAll(async () => {
  cpSync(path.resolve(__dirname, '../../fixtures/tiny-crossed'), model, { recursive: true });
  const files: string[] = [];
  for (let index = 0; index < 12; index++) {
    const background = { r: 20 * index, g: (70 * index) % 256, b: 250 - 20 * index };
    const file = path.join(root, `${index}.png`);
    await sharp({ create: { width: 24, height: 24, channels: 3, background } }).toFile(file);
    files.push(file);
  }
  const labels = ['circle', 'square', 'triangle', 'star'];
  const { stdout } = await run([
    ...['classify', ...files, '--model', model, '--labels', labels.join(), '--json'],
    ...['--cache-folder', cache],
  ]);
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .forEach(({ image, predicted }, index) => {
      const shift = index % 4 === 3 ? 1 : 0;
      const label = labels[(labels.indexOf(predicted) + shift) % labels.length]!;
      mkdirSync(path.join(images, label), { recursive: true });
      cpSync(image, path.join(images, label, path.basename(image)));
    });
}, 60_000);

test('a table, a warning that there are few images, and nothing written', async () => {
  const before = readFileSync(path.join(model, 'classifier.json'), 'utf8');
  const { code, stdout, stderr } = await run(calibrate);
  expect(code).toBe(0);
  expect(stdout).toMatch(/tiny-crossed: 12 images of \d labels\n {2}answered rightly {4}75\.0%/);
  expect(stdout).toMatch(/calibration error {3}0\.\d{3} \(95%: .*\); chance alone: 0\.\d{3}/);
  expect(stdout).toContain('Nothing was written');
  expect(stderr).toMatch(/12 images are few: .* error of 0\.\d{3}.*at least 50/);
  expect(readFileSync(path.join(model, 'classifier.json'), 'utf8')).toBe(before);
});

test('what was computed is remembered: a second calibration computes nothing', async () => {
  const figures = JSON.parse((await run([...calibrate, '--json'])).stdout);
  expect(figures.evaluations).toBeGreaterThan(0);
  expect(figures.remembered).toBe(figures.evaluations);
  expect(figures).toMatchObject({ images: 12, failed: 0, accuracy: 0.75 });
  expect(figures.bins.length).toBeGreaterThan(0);
});

test('a relative folder, with a picture that is none, a plot and --write', async () => {
  const other = path.join(root, 'other');
  cpSync(images, other, { recursive: true });
  writeFileSync(path.join(other, readdirSync(other)[0]!, 'broken.png'), 'no picture');
  const plot = path.join(root, 'diagram.svg');
  const { code, stdout, stderr } = await run([
    ...['calibrate', path.relative(process.cwd(), other), '--model', model],
    ...['--cache-folder', cache, '--plot', plot, '--write'],
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain('broken.png: ');
  expect(stdout).toContain(`written to ${path.join(model, 'classifier.json')}`);
  const { classifier } = await openModelFolder(model);
  expect(classifier.temperature).toBeGreaterThan(0);
  expect(classifier.calibration).toMatchObject({ images: 12, accuracy: 0.75, loss: 'l2' });
  expect(readFileSync(plot, 'utf8')).toMatch(/^<svg[\s\S]*probability of the label that won/);
  // The answers are the same; only their probabilities have changed.
  const again = JSON.parse((await run([...calibrate, '--json'])).stdout);
  expect(again.temperature).toBe(again.formerTemperature);
  expect(again.remembered).toBe(again.evaluations);
  expect((await run(calibrate)).stdout).toMatch(/before 0\.\d+\n[\s\S]*with the one before/);
});

test('Ctrl+C ends it, and the same command goes on', async () => {
  const { code, stdout, stderr } = await run([...calibrate, '--no-store'], {
    isTTY: true,
    onInterrupt: (stop) => setTimeout(stop, 30),
  });
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('Cancelled');
  // With --no-store there is nothing to go on from.
  expect(stderr).not.toContain('kept');
});

test.each([
  [['--write', '--template', 'a {}'], /--write keeps a temperature for the model's own prompts/],
  [['--write', '--prompt-set', 'pets'], /--write keeps a temperature for the model's own prompts/],
  [['--plot', root], /expected a file that ends in/],
  [['--cache-folder', ''], /--cache-folder.*Expected the name of a folder/],
  [['--plot', 'diagram.png'], /--plot diagram\.png: expected a file that ends in \.svg/],
  [['--model', 'nowhere'], /no model nowhere/],
])('%j is a wrong use', async (flags, words) => {
  expect(await run([...calibrate, ...flags])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(words),
  });
});

test('a folder that is named after something that the model does not know is refused by name', async () => {
  const folder = path.join(root, 'unknown');
  cpSync(images, folder, { recursive: true });
  cpSync(path.join(root, '0.png'), path.join(folder, 'dragon', '0.png'));
  const { code, stderr } = await run(['calibrate', folder, '--model', model]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/does not know the label "dragon".*circle, square, triangle, star/);
});

test('too few images are refused', async () => {
  const folder = path.join(root, 'few');
  for (const label of ['circle', 'star']) {
    cpSync(path.join(root, '0.png'), path.join(folder, label, '0.png'));
  }
  const { code, stderr } = await run(['calibrate', folder, '--model', model]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/has 2 images that can be classified\. Expected at least 10/);
});
