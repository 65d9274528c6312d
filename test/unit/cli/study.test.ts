import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import type { StudyResults } from '../../../server/src/cli/studyResults';

const model = path.resolve(__dirname, '../../fixtures/tiny-class-conditional');
const samples = path.resolve(__dirname, '../../../media/samples');
const text = path.resolve(__dirname, '../../../LICENSE');
const root = mkdtempSync(path.join(tmpdir(), 'study-'));
// The store's process may still be closing its files.
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** Milliseconds: each run starts a host and a store. */
const patience = 60_000;

let data: string;
let cache: string;
let out: string;

/** An ImageFolder of four images, and a cache of its own. */
beforeEach(() => {
  const folder = mkdtempSync(path.join(root, 'test-'));
  data = path.join(folder, 'shapes');
  cache = path.join(folder, 'cache');
  out = path.join(folder, 'out.json');
  const images = { circle: ['cat.jpg', 'deer.jpg'], square: ['dog.jpg', 'horse.jpg'] };
  for (const [label, files] of Object.entries(images)) {
    mkdirSync(path.join(data, label), { recursive: true });
    for (const file of files) copyFileSync(path.join(samples, file), path.join(data, label, file));
  }
});

interface Person {
  isTTY?: boolean;
  /** Hears what is said, and may press Ctrl+C. */
  onStderr?: (said: string, stop: () => void) => void;
  /** Whether Ctrl+C is pressed at once. */
  isHasty?: boolean;
}

async function study(
  args: readonly string[],
  { isTTY = true, onStderr = () => {}, isHasty = false }: Person = {},
) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  let stop = () => {};
  let said = '';
  stderr.on('data', (part: string) => {
    said += part;
    onStderr(said, () => stop());
  });
  const onInterrupt = (call: () => void) => {
    stop = call;
    if (isHasty) call();
  };
  const code = await runCli(
    ['study', 'timesteps', data, '--model', model, '--cache-folder', cache, ...args],
    { stdout, stderr, onInterrupt },
    () => {},
  );
  return { code, stdout: String(stdout.read() ?? ''), stderr: said };
}

function results(): StudyResults {
  return JSON.parse(readFileSync(out, 'utf8'));
}

test(
  'accuracy of every strategy: as a table, as data and as a chart',
  async () => {
    const plot = path.join(path.dirname(out), 'plot.svg');
    const answer = await study(['--samples', '1,5', '--out', out, '--plot', plot]);
    expect(answer.code).toBe(0);
    expect(answer.stdout).toMatch(/^timesteps +N = 1 +N = 5\n0 +\d+ \(\d+-\d+\)/);
    expect(answer.stdout).toContain('on 4 images; 208 evaluations, of which 0 remembered');
    const { images, labels, strategies, ...rest } = results();
    expect(rest).toMatchObject({
      model: 'tiny-class-conditional',
      provider: 'cpu',
      loss: 'l2',
      band: [0, 1000],
      asked: 4,
      evaluations: 4 * 2 * 26,
    });
    expect(labels).toEqual(['circle', 'square']);
    expect(images.map(({ image }) => image).sort()).toEqual([
      'circle/cat.jpg',
      'circle/deer.jpg',
      'square/dog.jpg',
      'square/horse.jpg',
    ]);
    expect(strategies).toHaveLength(8);
    for (const { points } of strategies) {
      for (const { correct, predicted, accuracy } of points) {
        const right = predicted.filter((label, i) => labels[label] === images[i]?.label);
        expect([correct, accuracy]).toEqual([right.length, right.length / 4]);
      }
    }
    const svg = readFileSync(plot, 'utf8');
    for (const { name } of strategies) expect(svg).toContain(`>${name}</text>`);
  },
  patience,
);

test(
  'what is known costs nothing again: more samples and strategies cost what is new',
  async () => {
    const first = ['--samples', '1,2', '--strategies', '500; even N', '--images', '2'];
    await study([...first, '--out', out]);
    expect(results()).toMatchObject({ asked: 2, evaluations: 2 * 2 * 4, remembered: 0 });
    const few = results();
    expect(few.images.map(({ label }) => label).sort()).toEqual(['circle', 'square']);
    await study([
      '--samples',
      '1,2',
      '--strategies',
      '500;evenN; consecutive N; 500',
      '--out',
      out,
    ]);
    expect(results()).toMatchObject({ evaluations: 4 * 2 * 5, remembered: 2 * 2 * 4 });
    expect(results().images.slice(0, 2)).toEqual(few.images);
    expect(results().strategies[1]?.points[1]?.predicted.slice(0, 2)).toEqual(
      few.strategies[1]?.points[1]?.predicted,
    );
  },
  patience,
);

test(
  'after Ctrl+C it tells what it has, and goes on from there',
  async () => {
    // Enough that an image takes longer than the bar waits from one drawing to the next: 0.1 s.
    const whole = ['--samples', '200', '--out', out];
    const cancelled = await study(whole, {
      onStderr: (said, stop) => {
        if (said.includes('3 of 4')) stop();
      },
    });
    expect(cancelled.code).toBe(130);
    expect(cancelled.stderr).toContain('Cancelled after 2 of 4 images. The same command goes on');
    expect(cancelled.stdout).toContain('on 2 images');
    const before = results();
    expect(before).toMatchObject({ asked: 4, remembered: 0 });
    expect(before.evaluations % 4).toBe(0);
    expect(before.images).toHaveLength(2);
    expect((await study(whole)).code).toBe(0);
    const after = results();
    expect(after.images.slice(0, 2)).toEqual(before.images);
    expect(after.remembered).toBeGreaterThanOrEqual(before.evaluations);
    expect(after.remembered).toBeLessThan(after.evaluations);
    expect(after.strategies[0]?.points[0]?.predicted.slice(0, 2)).toEqual(
      before.strategies[0]?.points[0]?.predicted,
    );
  },
  patience,
);

test(
  'an image that cannot be read is named, the others go into a table for spreadsheets',
  async () => {
    copyFileSync(text, path.join(data, 'circle', 'broken.jpg'));
    const csv = out.replace('.json', '.csv');
    const plot = out.replace('.json', '.svg');
    const args = ['--samples', '1', '--strategies', '500', '--band', '200,800'];
    const answer = await study([...args, '--out', csv, '--plot', plot]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain(`${path.join(data, 'circle', 'broken.jpg')}: `);
    expect(readFileSync(plot, 'utf8')).toContain('timesteps 200 to 799');
    expect(readFileSync(csv, 'utf8')).toMatch(/^strategy,samples,.*\n"500",1,4,\d,[\d.,]+\n$/);
  },
  patience,
);

test('Ctrl+C before the first image leaves nothing to tell, and without a store nothing to go on from', async () => {
  const answer = await study(['--no-store'], { isTTY: false, isHasty: true });
  expect(answer).toEqual({
    code: 130,
    stdout: '',
    stderr: 'Cancelled after 0 of 4 images.\n',
  });
});

test.each([
  [['--strategies', 'even N; odd N'], /"odd N".*"475, 500, 525"; "even 5"/],
  [['--samples', '3', '--strategies', 'even 5'], /--samples 3: none of the strategies/],
  [['--samples', '0,5'], /--samples 0,5: expected whole numbers from 1/],
  [['--samples', 'many'], /whole number/],
  [['--images', '0'], /--images 0/],
  [['--template', 'a drawing'], /\{\} where the label goes/],
  [['--band', '200'], /--band 200: expected the first timestep.*0,1000/],
  [['--band', '800,200'], /--band 800,200/],
  [['--band', '0,1001'], /--band 0,1001/],
  [['--out', 'results.txt'], /--out results.txt: expected a file that ends in .json or .csv/],
  [
    ['--plot', '/nowhere/plot.svg'],
    /--plot \/nowhere\/plot.svg: folder \/nowhere cannot be written/,
  ],
  [['--prompt-set', 'pigeons'], /promptSet/],
])('%j is refused before any work', async (args, said) => {
  const answer = await study([...args, '--no-store']);
  expect(answer.code).toBe(2);
  expect(answer.stderr).toMatch(said);
  expect(answer.stdout).toBe('');
});

test('a folder that is none, and labels that the model does not know, are named', async () => {
  mkdirSync(path.join(data, 'pigeon'));
  copyFileSync(path.join(samples, 'bird.jpg'), path.join(data, 'pigeon', 'bird.jpg'));
  const unknown = await study(['--samples', '1', '--no-store']);
  expect([unknown.code, existsSync(out)]).toEqual([2, false]);
  expect(unknown.stderr).toContain('pigeon');
  data = path.join(data, 'nowhere');
  const missing = await study(['--samples', '1', '--no-store']);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('nowhere')]);
});
