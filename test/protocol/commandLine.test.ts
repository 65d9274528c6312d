import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { ClassifyResult } from '../../server/src/protocol';

const root = path.join(__dirname, '../..');
const cat = path.join(root, 'media/samples/cat.jpg');
const dog = path.join(root, 'media/samples/dog.jpg');

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { stdio: 'pipe' });
}

async function run(...args: string[]) {
  const child = start(...args);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

test('--json prints one object a line, with the fields of a result and no others', async () => {
  const { code, stdout, stderr } = await run(
    ...['classify', cat, dog, '--labels', 'cat,dog,frog', '--samples', '4', '--json'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const results: ClassifyResult[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(results.map(({ image }) => image)).toEqual([cat, dog]);
  for (const result of results) {
    expect(Object.keys(result).sort()).toEqual([
      ...['calibrated', 'decision', 'evaluations', 'image', 'labels', 'model', 'predicted'],
      ...['provider', 'remembered', 'seconds'],
    ]);
    expect(result.labels.map(({ label }) => label).sort()).toEqual(['cat', 'dog', 'frog']);
    expect(result.predicted).toBe(result.labels[0]!.label);
  }
});

test('--trace adds the samples, and an error or null for each label at each', async () => {
  const { stdout } = await run(
    ...['classify', dog, '--labels', 'cat,dog,frog', '--keep', '2,1', '--stages', '2,6'],
    ...['--json', '--trace'],
  );
  const { samples, errors, evaluations }: ClassifyResult = JSON.parse(stdout);
  expect(samples).toHaveLength(6);
  const evaluated = Object.values(errors!).map((row) => row.filter((e) => e !== null).length);
  expect(evaluated.sort()).toEqual([2, 6, 6]);
  expect(evaluations).toBe(14);
});

test("--sample-set official takes the timesteps of the paper's code", async () => {
  const { stdout } = await run(
    ...['classify', dog, '--labels', 'cat,dog', '--sample-set', 'official'],
    ...['--elimination', 'none', '--samples', '4', '--json', '--trace'],
  );
  const { samples }: ClassifyResult = JSON.parse(stdout);
  expect(samples!.map(({ timestep }) => timestep)).toEqual([125, 375, 625, 875]);
});

test('a table for people names the image, the winner and the cost', async () => {
  const args = ['classify', dog, '--labels', 'cat,dog', '--samples', '2', '--no-store'];
  const { code, stdout } = await run(...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/dog\.jpg: (cat|dog)\n/);
  expect(stdout).toContain('4 evaluations in');
});

test('a file that is no image fails by name; the others are classified, and the exit code is 1', async () => {
  const text = path.join(root, 'LICENSE');
  const { code, stdout } = await run(
    ...['classify', text, dog, '--labels', 'cat,dog', '--samples', '2', '--json'],
  );
  expect(code).toBe(1);
  const [failed, done] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(failed).toEqual({
    image: text,
    failed: { code: 'image-not-decodable', message: expect.stringContaining(text) },
  });
  expect(done.image).toBe(dog);
});

test.each([
  [['classify', dog], 'No labels'],
  [['classify', '--labels', 'cat,dog'], 'images'],
  [['classify', dog, '--labels', 'cat,dragon'], 'airplane, automobile, bird'],
  [['classify', dog, '--labels', 'cat,dog', '--samples', '0'], 'options.samples'],
  [['classify', dog, '--labels', 'cat,dog', '--samples', 'many'], 'whole number'],
  [['classify', dog, '--labels', 'cat,dog', '--loss', 'l3'], 'l2, l1, huber'],
  [['classify', dog, '--labels', 'cat,dog', '--model', 'nowhere'], 'nowhere'],
  [['frobnicate'], 'frobnicate'],
])('%j is a wrong use: exit code 2 and what was expected', async (args, words) => {
  const { code, stdout, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('Ctrl+C keeps what is done, says how far it came and ends within a second', async () => {
  const child = start(
    ...['classify', dog, dog, '--labels', 'cat,dog', '--samples', '1000', '--json'],
    ...['--elimination', 'none', '--no-store'],
  );
  const lines: string[] = [];
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  await once(child.stdout!, 'data');
  // The second image is being worked on now.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = performance.now();
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(code).toBe(130);
  expect(lines).toHaveLength(1);
  expect(stderr).toContain('1 of 2 images were classified');
}, 60_000);

test('serve speaks the protocol and nothing else on standard output', async () => {
  const child = start('serve', '--stdio');
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  child.stdin!.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  const [chunk] = await once(child.stdout!, 'data');
  expect(chunk.toString()).toMatch(/^Content-Length: \d+\r\n/);
  child.kill();
});

test('--max-megapixels refuses a larger image, by code and with what to do', async () => {
  const { code, stdout } = await run(
    ...['classify', cat, '--labels', 'cat,dog', '--max-megapixels', '0.01', '--json'],
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout).failed).toEqual({
    code: 'image-over-limit',
    message: expect.stringMatching(/over the limit of 0\.01: .* \(--max-megapixels\)\.$/),
  });
});

test('--preprocessing is heeded: by the rule adm a photograph has other errors', async () => {
  const errors = async (...rule: string[]): Promise<unknown> => {
    const { stdout } = await run(
      ...['classify', cat, '--labels', 'cat,dog', '--samples', '2', '--json', '--trace', ...rule],
    );
    return (JSON.parse(stdout) as ClassifyResult).errors;
  };
  const byDefault = await errors();
  expect(await errors('--preprocessing', 'product')).toEqual(byDefault);
  expect(await errors('--preprocessing', 'adm')).not.toEqual(byDefault);
});
