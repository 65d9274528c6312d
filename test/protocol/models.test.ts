import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CancellationTokenSource, ProgressType } from 'vscode-jsonrpc/node';
import type { DownloadState, ModelEntry, VerifiedFile } from '../../server/src/protocol';
import { HubServer } from '../fixtures/hub/hubServer';
import { classify, errorAnswer, type RunningServer, startServer } from './serverProcess';

vi.setConfig({ testTimeout: 60_000 });

const root = path.join(__dirname, '../..');
const dog = path.join(root, 'media/samples/dog.jpg');
const weights = 'unet/model.onnx';

/** A hub, and an environment of processes that download from it into a folder of the test's own. */
async function startHub(model = 'tiny-class-conditional') {
  const hub = await HubServer.start(path.join(root, 'test/fixtures', model));
  const home = mkdtempSync(path.join(tmpdir(), 'models-'));
  onTestFinished(() => {
    hub.close();
    rmSync(home, { recursive: true, force: true });
  });
  const models = path.join(home, 'models');
  const environment = {
    HF_ENDPOINT: hub.url,
    HF_HOME: path.join(home, 'huggingface'),
    NO_PROXY: '127.0.0.1',
    DIFFUSION_CLASSIFIER_MODELS: models,
  };
  const run = async (...args: string[]) => {
    const env = { ...process.env, ...environment };
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { env });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk.toString();
      });
    }
    const [code] = await once(child, 'close');
    return { code, ...output };
  };
  return { hub, environment, folder: path.join(models, 'someone--tiny'), run };
}

test('command line: cut off, resumed, verified, classified with, removed', async () => {
  const { hub, folder, run } = await startHub('tiny-sd1');
  const { length } = hub.files.get(weights)!.content;
  const half = Math.floor(length / 2);
  hub.faults.push({ at: weights, cutAt: half });

  const refused = await run('models', 'download', 'someone/tiny');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`licence "mit": ${hub.url}/someone/tiny`);
  expect(refused.stderr).toContain('--accept-licence');
  expect(existsSync(folder)).toBe(false);

  const cut = await run('models', 'download', 'someone/tiny', '--accept-licence');
  expect(cut).toMatchObject({ code: 1, stdout: '' });
  expect(cut.stderr).toContain('the next download goes on from there');
  expect(cut.stderr).not.toMatch(/\n\s+at /);
  expect(statSync(path.join(folder, `${weights}.part`)).size).toBe(half);
  expect((await run('models', 'list')).stdout).toContain('someone--tiny  (begun');
  expect(await run('models', 'path', 'someone/tiny')).toMatchObject({ code: 1, stdout: '' });

  hub.faults.length = 0;
  hub.asked.length = 0;
  const resumed = await run('models', 'download', 'someone/tiny', '--accept-licence');
  expect(resumed).toMatchObject({ code: 0, stdout: `${folder}\n` });
  expect(hub.bytesAsked(weights)).toMatchObject([{ range: `bytes=${half}-`, status: 206 }]);
  expect(await run('models', 'path', 'someone/tiny')).toMatchObject({ stdout: `${folder}\n` });

  const verified = await run('models', 'verify', 'someone--tiny');
  expect(verified.code).toBe(0);
  expect(verified.stdout.trim().split('\n')).toHaveLength(hub.files.size);
  expect(verified.stdout).toMatch(/^whole {2,}unet\/model\.onnx$/m);

  for (const model of ['someone--tiny', 'someone/tiny']) {
    const classified = await run(
      ...['classify', dog, '--model', model, '--labels', 'a red fire engine,dog'],
      ...['--samples', '2', '--elimination', 'none', '--json'],
    );
    expect(classified).toMatchObject({ code: 0 });
    expect(JSON.parse(classified.stdout)).toMatchObject({ evaluations: 4 });
  }

  const removed = await run('models', 'remove', 'someone/tiny');
  expect(removed.stdout).toMatch(/^1\.\d\d MB freed\n$/);
  expect(existsSync(folder)).toBe(false);
});

test('Ctrl+C ends a download within a second, and what is there stays', async () => {
  const { hub, folder, environment } = await startHub();
  hub.faults.push({ at: weights, bytesPerSecond: 20_000 });
  const args = ['models', 'download', 'someone/tiny', '--accept-licence'];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { env });
  const part = path.join(folder, `${weights}.part`);
  await vi.waitFor(() => expect(statSync(part).size).toBeGreaterThan(5_000), { timeout: 20_000 });
  const start = performance.now();
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(code).toBe(130);
  expect(statSync(part).size).toBeGreaterThan(5_000);
});

test('kill -9 in the middle: the next download goes on', async () => {
  const { hub, folder, environment, run } = await startHub();
  hub.faults.push({ at: weights, bytesPerSecond: 20_000, times: 1 });
  const args = ['models', 'download', 'someone/tiny', '--accept-licence'];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { env });
  const part = path.join(folder, `${weights}.part`);
  await vi.waitFor(() => expect(statSync(part).size).toBeGreaterThan(5_000), { timeout: 20_000 });
  child.kill('SIGKILL');
  await once(child, 'close');
  const { size } = statSync(part);
  hub.asked.length = 0;
  expect(await run(...args)).toMatchObject({ code: 0, stdout: `${folder}\n` });
  expect(hub.bytesAsked(weights)).toMatchObject([{ range: `bytes=${size}-`, status: 206 }]);
  expect((await run('models', 'verify', 'someone/tiny')).code).toBe(0);
});

test('two processes at once: each file is downloaded once, and both end well', async () => {
  const { hub, folder, run } = await startHub();
  hub.faults.push({ at: weights, bytesPerSecond: 100_000, times: 2 });
  const args = ['models', 'download', 'someone/tiny', '--accept-licence'];
  const both = await Promise.all([run(...args), run(...args)]);
  for (const { code, stdout } of both) expect([code, stdout]).toEqual([0, `${folder}\n`]);
  expect(hub.bytesAsked(weights)).toHaveLength(1);
  expect(readdirSync(path.join(folder, 'unet')).sort()).toEqual(['config.json', 'model.onnx']);
});

/** A server process that downloads from the hub. */
async function startWithHub(model?: string) {
  const started = await startHub(model);
  for (const [name, value] of Object.entries(started.environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return { ...started, server: await startServer() };
}

function listed({ client }: RunningServer): Promise<ModelEntry[]> {
  return client.sendRequest('diffusionClassifier/models/list');
}

const download = 'diffusionClassifier/models/download';

test('JSON-RPC: list, the licence, download with progress, verify, classify, remove', async () => {
  const { server, folder } = await startWithHub('tiny-sd2');
  const { client } = server;
  const model = 'someone/tiny';
  expect((await listed(server)).map(({ id }) => id)).toContain('stable-diffusion-1.5');

  const refusal = await errorAnswer(client.sendRequest(download, { model, acceptLicence: 'yes' }));
  expect(refusal.data).toMatchObject({
    code: 'licence-not-accepted',
    details: { licence: 'mit', url: expect.stringContaining('someone/tiny') },
  });

  const states: DownloadState[] = [];
  const work: unknown[] = [];
  client.onProgress(new ProgressType<DownloadState>(), 'bytes', (state) => void states.push(state));
  client.onProgress(new ProgressType<unknown>(), 'work', (value) => void work.push(value));
  const parameters = {
    ...{ model, acceptLicence: 'mit', downloadToken: 'bytes', workDoneToken: 'work' },
  };
  expect(await client.sendRequest(download, parameters)).toEqual({ folder });
  const { total } = states.at(-1)!;
  expect(states.at(-1)).toMatchObject({ done: total });
  expect(work.at(0)).toMatchObject({ kind: 'begin', cancellable: true });
  expect(work.at(-1)).toMatchObject({ kind: 'end' });

  const verified = await client.sendRequest<VerifiedFile[]>('diffusionClassifier/models/verify', {
    model,
  });
  expect(new Set(verified.map(({ state }) => state))).toEqual(new Set(['whole']));
  expect((await listed(server)).find(({ id }) => id === 'someone--tiny')).toMatchObject({
    state: 'downloaded',
    bytes: { missing: 0, total },
  });
  const result = await classify(server, {
    ...{ image: dog, model: 'someone--tiny', labels: ['a red fire engine', 'dog'] },
    options: { samples: 2, elimination: 'none' },
  });
  expect(result).toMatchObject({ evaluations: 4, calibrated: false });
  const removed = await client.sendRequest('diffusionClassifier/models/remove', { model });
  expect(removed).toEqual({ freedBytes: total });
  expect(existsSync(folder)).toBe(false);
});

test('JSON-RPC: a cancelled download is answered within a second, and goes on later', async () => {
  const { server, hub } = await startWithHub();
  const { client } = server;
  hub.faults.push({ at: weights, bytesPerSecond: 20_000, times: 1 });
  const source = new CancellationTokenSource();
  const parameters = { model: 'someone/tiny', acceptLicence: 'mit', downloadToken: 'bytes' };
  const states: DownloadState[] = [];
  client.onProgress(new ProgressType<DownloadState>(), 'bytes', (state) => void states.push(state));
  const answer = errorAnswer(client.sendRequest(download, parameters, source.token));
  await vi.waitFor(() => expect(states.at(-1)?.done ?? 0).toBeGreaterThan(5_000), {
    timeout: 20_000,
  });
  const start = performance.now();
  source.cancel();
  expect((await answer).code).toBe(-32800);
  expect(performance.now() - start).toBeLessThan(1_000);

  hub.asked.length = 0;
  await client.sendRequest(download, parameters);
  expect(hub.bytesAsked(weights)).toMatchObject([{ status: 206 }]);
});

test('JSON-RPC: a failed download says why by a code and a reason', async () => {
  const { server, hub } = await startWithHub();
  hub.faults.push({ at: weights, status: 404 });
  const parameters = { model: 'someone/tiny', acceptLicence: 'mit' };
  const { data } = await errorAnswer(server.client.sendRequest(download, parameters));
  expect(data).toMatchObject({ code: 'download-failed', details: { reason: 'not-found' } });
});
