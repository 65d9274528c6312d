import { existsSync } from 'node:fs';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ProgressType } from 'vscode-jsonrpc/node';
import type { DownloadState, ModelEntry } from '../../../server/src/protocol';
import type { HubServer } from '../../fixtures/hub/hubServer';
import { startHub } from '../hub/hubForTest';
import { connectInProcess, initialize } from './inProcessServer';

const model = 'someone/tiny';
const method = (name: string): string => `diffusionClassifier/models/${name}`;

let hub: HubServer;
let folder: string;

beforeEach(async () => {
  const started = await startHub({ token: 'hf_secret' });
  ({ hub, folder } = started);
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_HOME', started.settings.cacheFolder);
  vi.stubEnv('DIFFUSION_CLASSIFIER_MODELS', started.settings.modelsFolder);
  onTestFinished(() => void vi.unstubAllEnvs());
});

test('a download with a token of the request alone, its progress, and the end of the model', async () => {
  const { client } = connectInProcess();
  await initialize(client);
  const parameters = { model, acceptLicence: 'mit' };
  await expect(client.sendRequest(method('download'), parameters)).rejects.toMatchObject({
    code: -32001,
    data: { code: 'download-failed', details: { reason: 'unauthorized' } },
  });

  const states: DownloadState[] = [];
  client.onProgress(new ProgressType<DownloadState>(), 'bytes', (state) => void states.push(state));
  const withToken = { ...parameters, token: 'hf_secret', downloadToken: 'bytes' };
  expect(await client.sendRequest(method('download'), withToken)).toEqual({ folder });
  expect(states.at(-1)!.done).toBe(states.at(-1)!.total);

  const entries = await client.sendRequest<ModelEntry[]>(method('list'));
  expect(entries.at(-1)).toMatchObject({ id: 'someone--tiny', state: 'downloaded' });
  const verify = { model: 'someone--tiny', workDoneToken: 'work' };
  expect(await client.sendRequest(method('verify'), verify)).toHaveLength(hub.files.size);
  const { freedBytes } = await client.sendRequest<{ freedBytes: number }>(method('remove'), {
    model,
  });
  expect(freedBytes).toBe(states.at(-1)!.total);
  expect(existsSync(folder)).toBe(false);
});

test('an environment that cannot be used is answered as a failure, not as a bug', async () => {
  vi.stubEnv('HF_ENDPOINT', 'nonsense');
  const { client } = connectInProcess();
  await initialize(client);
  await expect(client.sendRequest(method('list'))).rejects.toMatchObject({
    code: -32001,
    data: { code: 'options-invalid' },
  });
});

test('nothing is downloaded without the name of a licence', async () => {
  const { client } = connectInProcess();
  await initialize(client);
  await expect(client.sendRequest(method('download'), { model })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('acceptLicence'),
  });
});
