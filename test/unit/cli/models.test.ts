import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { bytesText, durationText } from '../../../server/src/cli/quantities';
import { runCli } from '../../../server/src/cli/runCli';
import { catalogue } from '../../../server/src/hub/catalogue';
import type { HubServer } from '../../fixtures/hub/hubServer';
import { startHub } from '../hub/hubForTest';

const weights = 'unet/model.onnx';
const model = 'someone/tiny';
const download = ['models', 'download', model];

let hub: HubServer;
let folder: string;

beforeEach(async () => {
  const started = await startHub();
  ({ hub, folder } = started);
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_HUB_CACHE', started.settings.cacheFolder);
  vi.stubEnv('DIFFUSION_CLASSIFIER_MODELS', started.settings.modelsFolder);
  onTestFinished(() => void vi.unstubAllEnvs());
});

interface Person {
  isTTY?: boolean;
  /** What is answered to a question. */
  answer?: string;
  onInterrupt?: (stop: () => void) => void;
}

async function run(args: readonly string[], { isTTY = false, answer, onInterrupt }: Person = {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    return answer!;
  };
  const terminal = {
    ...{ stdout, stderr, onInterrupt: onInterrupt ?? (() => {}) },
    ask: answer === undefined ? undefined : ask,
  };
  const code = await runCli(args, terminal, () => {});
  return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '', questions };
}

test('a licence that the hub has changed is asked about, too', async () => {
  const { id, repository } = catalogue[0]!;
  const changed = await startHub({ repository, cardData: { license: 'sai-nc' } });
  vi.stubEnv('HF_ENDPOINT', changed.hub.url);
  const { code, stderr, questions } = await run(['models', 'download', id], { answer: 'y' });
  expect(stderr).toContain('licence "sai-nc"');
  expect(questions).toHaveLength(2);
  expect(code).toBe(0);
});

test('the licence is shown, and asked about where a person sits', async () => {
  const refused = await run(download, { answer: '' });
  expect(refused).toMatchObject({ code: 1, stdout: '', questions: ['Do you accept it? [y/N] '] });
  expect(refused.stderr).toContain(`${model} comes under the licence "mit": ${hub.url}/${model}`);
  expect(refused.stderr).toContain('Nothing was downloaded');
  expect(existsSync(folder)).toBe(false);

  const accepted = await run(download, { answer: 'yes', isTTY: true });
  expect(accepted).toMatchObject({ code: 0, stdout: `${folder}\n` });
  expect(accepted.stderr).toContain('of 108 kB');
});

test('without a person it takes the flag', async () => {
  expect(await run(download)).toMatchObject({ code: 1, stdout: '' });
  expect(await run([...download, '--accept-licence'])).toMatchObject({
    code: 0,
    stdout: `${folder}\n`,
  });
});

test('what is waited for is shown: in the bar, or a line at a time', async () => {
  const pause = { status: 503, headers: { 'retry-after': '1' }, times: 1 };
  hub.faults.push({ at: weights, ...pause });
  const lines = await run([...download, '--accept-licence']);
  expect(lines.stderr).toContain('Waiting 1 s before asking again\n');
  await run(['models', 'remove', model]);
  hub.faults.push({ at: 'listing', ...pause });
  const bar = await run([...download, '--accept-licence'], { isTTY: true });
  expect(bar.stderr).toContain('Waiting 1 s before asking again');
  expect(bar.code).toBe(0);
});

test('Ctrl+C: code 130, and what is there stays', async () => {
  hub.faults.push({ at: weights, bytesPerSecond: 20_000 });
  const { code, stderr } = await run([...download, '--accept-licence'], {
    onInterrupt: (stop) => setTimeout(stop, 1_500),
  });
  expect(code).toBe(130);
  expect(stderr).toContain('the next download goes on from there');
  expect(existsSync(path.join(folder, `${weights}.part`))).toBe(true);
  expect((await run(['models', 'list'])).stdout).toMatch(/someone--tiny {2}\(begun, .* missing\)/);
});

test('a failure is a sentence and code 1', async () => {
  const none = await run(['models', 'path', 'nothing']);
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toMatch(/^There is no model nothing: .*\n$/);
});

test('list: for people, and one JSON object a line', async () => {
  await run([...download, '--accept-licence']);
  const { stdout } = await run(['models', 'list']);
  expect(stdout).toContain('everyday-32  (comes with the package)');
  expect(stdout).toContain('stable-diffusion-1.5  (to download, 4.07 GB)');
  expect(stdout).toContain('512 × 512 pixels, 7.00 GB of memory, licence CreativeML Open RAIL-M');
  expect(stdout).toContain(`someone--tiny  (downloaded)\n  ${model}\n`);
  const json = (await run(['models', 'list', '--json'])).stdout as string;
  const ids = json
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id as string);
  expect(ids).toContain('someone--tiny');
});

test('verify, path and remove', async () => {
  await run([...download, '--accept-licence']);
  expect(await run(['models', 'path', model])).toMatchObject({ stdout: `${folder}\n` });
  const whole = await run(['models', 'verify', model], { isTTY: true });
  expect([whole.code, whole.stdout]).toEqual([
    0,
    expect.stringContaining(`whole          ${weights}`),
  ]);
  rmSync(path.join(folder, weights));
  const damaged = await run(['models', 'verify', model]);
  expect(damaged).toMatchObject({ code: 1 });
  expect(damaged.stdout).toContain(`missing        ${weights}`);
  expect(damaged.stderr).toContain(`"models download ${model}"`);
  expect((await run(['models', 'remove', model])).stdout).toMatch(/^\d\.\d\d kB freed\n$/);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [12_345, '12.3 kB'],
  [3.44e9, '3.44 GB'],
  [137e6, '137 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, words) => expect(bytesText(bytes)).toBe(words));

test.each([
  [0.2, '1 s'],
  [89.5, '90 s'],
  [100, '2 min'],
  [5_300, '89 min'],
  [7_800, '2 h 10 min'],
])('%d seconds are %s', (seconds, words) => expect(durationText(seconds)).toBe(words));
