import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drawPicture, temporaryFolder } from './pictures';
import { classify, startServer } from './serverProcess';

const root = path.join(__dirname, '../..');
/** Reads text, works on pixels, and was trained with four shapes. */
const model = path.join(root, 'test/fixtures/tiny-text-crossed');
const labels = ['circle', 'a blue square', 'red star'];
const options = { samples: 4, elimination: 'none' } as const;

async function pictures(): Promise<string> {
  const folder = await temporaryFolder();
  for (const seed of [1, 2, 3]) await drawPicture(path.join(folder, `${seed}.png`), seed);
  return folder;
}

async function run(...args: string[]) {
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args]);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...output };
}

const lines = (text: string) => text.split('\n').filter((line) => line.includes('never trained'));

test('JSON-RPC: labels that a model was never trained with are warned of, with those near them', async () => {
  const server = await startServer();
  const image = path.join(await pictures(), '1.png');
  const asked = { image, model, labels, options };
  const { warnings, labels: answered } = await classify(server, asked);
  expect(answered.map(({ label }) => label).sort()).toEqual([...labels].sort());
  expect(warnings).toEqual([
    {
      code: 'label-untrained',
      message: expect.stringContaining('"a blue square": its answer for it is a guess. Nearest'),
      details: {
        model: 'tiny-text-crossed',
        label: 'a blue square',
        nearest: expect.stringMatching(/^square, \w+, \w+$/),
      },
    },
    expect.objectContaining({
      details: expect.objectContaining({ nearest: expect.stringMatching(/^star, \w+, \w+$/) }),
    }),
  ]);
  const { warnings: again } = await classify(server, asked);
  expect(again).toEqual(warnings);
  const { warnings: none } = await classify(server, { ...asked, labels: ['disc', 'stars'] });
  expect(none).toBeUndefined();
});

test('command line: each such label is said once, however many images there are', async () => {
  const folder = await pictures();
  const files = [1, 2, 3].map((seed) => path.join(folder, `${seed}.png`));
  const asked = ['--model', model, '--labels', labels.join(','), '--samples', '4'];
  const classified = await run('classify', ...files, ...asked, '--elimination', 'none');
  expect(classified.code).toBe(0);
  expect(lines(classified.stderr)).toHaveLength(2);
  expect(lines(classified.stderr)[1]).toContain('"red star"');
  const ran = await run('run', folder, ...asked, '--elimination', 'none');
  expect(ran.code).toBe(0);
  expect(lines(ran.stderr)).toHaveLength(2);
});
