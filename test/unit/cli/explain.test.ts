import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { explanationPicture } from '../../../server/src/cli/explanationPicture';
import { explanationText, explanationTitle } from '../../../server/src/cli/explanationText';
import { runCli } from '../../../server/src/cli/runCli';
import type { ExplainResult } from '../../../server/src/protocol';

const model = path.resolve(__dirname, '../../fixtures/tiny-class-conditional');
const image = path.resolve(__dirname, '../../../media/samples/cat.jpg');
const root = mkdtempSync(path.join(tmpdir(), 'explain-'));
// The store's process may still be closing its files.
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** Milliseconds: each run starts a host and a store. */
const patience = 60_000;

async function explain(
  args: readonly string[],
  onSaid: (stop: () => void) => void = () => {},
  file = image,
) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  let stop = () => {};
  let said = '';
  stderr.on('data', (part: string) => {
    said += part;
    onSaid(() => stop());
  });
  const onInterrupt = (call: () => void): void => {
    stop = call;
  };
  const code = await runCli(
    ['explain', file, '--model', model, '--cache-folder', path.join(root, 'cache'), ...args],
    { stdout, stderr, onInterrupt },
    () => {},
  );
  return { code, stdout: String(stdout.read() ?? ''), stderr: said };
}

test(
  'two labels are explained in words and as a PNG of a readable size',
  async () => {
    const out = path.join(root, 'circle.png');
    const { code, stdout } = await explain(['--labels', 'circle,star', '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/cat\.jpg: (Why (circle|star) rather|circle or star\?)/);
    expect(stdout).toMatch(/error of circle \d\.\d+, of star \d\.\d+/);
    expect(stdout).toMatch(/24 evaluations \(12 samples\) in [\d.]+ s with tiny-class-conditional/);
    const { width, height, format } = await sharp(readFileSync(out)).metadata();
    expect({ width, format }).toEqual({ width: 1040, format: 'png' });
    // The picture is 4:3, so 360 high; the chart comes below.
    expect(height).toBe(96 + 360 + 96 + 294);
  },
  patience,
);

test(
  'of other than two labels the best two of a classification are explained, as JSON',
  async () => {
    const of = async (labels: readonly string[]): Promise<ExplainResult> =>
      JSON.parse((await explain([...labels, '--json', '--samples', '9', '--loss', 'l1'])).stdout);
    const all = await of([]);
    expect(all).toMatchObject({ image, loss: 'l1', evaluations: 18 });
    expect(all.map.differences).toHaveLength(16 * 16);
    const others = ['circle', 'square', 'triangle', 'star'].filter(
      (label) => label !== all.labels[0],
    );
    expect((await of(['--labels', others.join()])).labels[0]).toBe(all.labels[1]);
  },
  patience,
);

test.each([
  [['--labels', 'circle'], /only "circle" was given: give --labels circle,ANOTHER/],
  [['--labels', 'circle,unicorn'], /"unicorn"/],
  [['--labels', 'star,star'], /"star" is listed twice/],
  [['--out', path.join(root, 'map.jpg')], /expected a file that ends in \.png/],
  [['--out', path.join(root, 'nowhere', 'map.png')], /cannot be written to/],
  [['--labels', ','], /No labels in --labels/],
  [['--samples', '0'], /options\.samples/],
])(
  '%j is refused in words, and nothing is written',
  async (args, words) => {
    const { code, stderr } = await explain(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  },
  patience,
);

test('the image itself is never written over', async () => {
  const own = path.join(root, 'own.png');
  await sharp(image).resize(32).png().toFile(own);
  const link = path.join(root, 'link.png');
  symlinkSync(own, link);
  for (const out of [own, path.relative(process.cwd(), own), link]) {
    const { code, stderr } = await explain(['--out', out], undefined, own);
    expect(code).toBe(2);
    expect(stderr).toContain('is the image itself: name another file');
  }
  expect((await sharp(readFileSync(own)).metadata()).width).toBe(32);
});

test(
  'an image that cannot be read is no wrong use of the command',
  async () => {
    const { code, stderr } = await explain(['--labels', 'circle,star'], undefined, 'nowhere.png');
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.png does not exist');
  },
  patience,
);

test(
  'where nothing is remembered, a cancel does not say so',
  async () => {
    const args = ['--labels', 'circle,star', '--samples', '100000', '--no-store'];
    const { code, stderr } = await explain(args, (stop) => stop());
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled');
    expect(stderr).not.toContain('remembered');
  },
  patience,
);

test(
  'Ctrl+C ends it and writes nothing',
  async () => {
    const out = path.join(root, 'cancelled.png');
    const args = ['--labels', 'circle,star', '--samples', '100000', '--out', out];
    const { code, stderr } = await explain(args, (stop) => stop());
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled: nothing was written');
    expect(existsSync(out)).toBe(false);
  },
  patience,
);

const found = {
  image: 'a.png',
  model: 'm',
  labels: ['cat', 'dog'],
  errors: [0.1, 0.2],
  difference: 0.1,
  samples: [],
  curve: [
    { from: 1, to: 2, difference: 0.1 },
    { from: 3, to: 4, difference: -0.5 },
  ],
  map: { width: 3, height: 3, differences: [1, 2, 3, 4, 5, 6, 7, 8, -9] },
  evaluations: 2,
  seconds: 1,
} as unknown as ExplainResult;

test('labels of a thousand letters leave the curve as large as it is', async () => {
  const points = [300, 500].map((timestep) => ({
    ...{ timestep, from: timestep, to: timestep, samples: 8, difference: 0.1 },
    interval: [0.05, 0.15] as [number, number],
  }));
  const whole: ExplainResult = {
    ...{ ...found, image, interval: null, curve: points, band: [0, 1_000] },
    size: { width: 640, height: 480 },
    region: { x: 80, y: 0, width: 480, height: 480 },
  };
  const limits = { megabytes: 10, megapixels: 10, seconds: 30 };
  const darkOfCurve = async (labels: [string, string]): Promise<number> => {
    const picture = sharp(await explanationPicture({ ...whole, labels }, limits));
    const { width, height } = await picture.metadata();
    // Its axes and words; what is said of the labels is in the right half.
    const area = { left: 0, top: height - 250, width: width / 2, height: 250 };
    const pixels = await picture.extract(area).greyscale().raw().toBuffer();
    return pixels.filter((value) => value < 128).length;
  };
  const usual = await darkOfCurve(['cat', 'dog']);
  expect(usual).toBeGreaterThan(500);
  expect(await darkOfCurve(['cat '.repeat(250), 'W'.repeat(1_000)])).toBeGreaterThan(0.8 * usual);
});

test.each([
  [[0.05, 0.15], 'Why cat rather than dog?'],
  [[-0.15, -0.05], 'Why dog rather than cat?'],
  [[-0.1, 0.3], 'cat or dog? Too close to say'],
  [null, 'cat or dog? Too close to say'],
] as [[number, number] | null, string][])(
  'with the interval %j it is asked: %s',
  (interval, title) => {
    expect(explanationTitle({ labels: ['cat', 'dog'], interval })).toBe(title);
  },
);

test('in words: where, at which timesteps, and by how much', () => {
  const text = explanationText({ ...found, interval: null });
  expect(text).toMatch(/difference \+0\.100: above zero cat explains the image better/);
  expect(text).toContain('largest at timesteps 3 to 4, in favour of dog: −0.500');
  expect(text).toMatch(/\+1\.00 +\+2\.00 +\+3\.00\n.*\n +\+7\.00 +\+8\.00 +−9\.00/);
  const sure = explanationText({
    ...found,
    interval: [0.05, 0.15],
    curve: found.curve.slice(0, 1),
  });
  expect(sure).toContain('(95%: +0.0500 to +0.150)');
  expect(sure).toContain('in favour of cat');
});
