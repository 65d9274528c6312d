import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { downloadModel, hubSettings } from '../../../server/src/hub';
import { failureOf, startHub, temporaryFolder } from './hubForTest';

test('without anything set: the public hub, and the folders of the user', () => {
  const home = temporaryFolder();
  expect(hubSettings({}, home)).toMatchObject({
    endpoint: 'https://huggingface.co',
    token: undefined,
    cacheFolder: path.join(home, '.cache/huggingface/hub'),
  });
  expect(hubSettings({}, home).modelsFolder).toContain(path.join('diffusion-classifier', 'models'));
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{ HF_HUB_CACHE: '/a' }, '/a'],
  [{ HUGGINGFACE_HUB_CACHE: '/b', HF_HOME: '/c' }, '/b'],
  [{ HF_HOME: '/c', XDG_CACHE_HOME: '/d' }, '/c/hub'],
  [{ XDG_CACHE_HOME: '/d' }, '/d/huggingface/hub'],
])('with %j the cache of Hugging Face is %s', (environment, folder) => {
  expect(hubSettings(environment, '/home/me').cacheFolder).toBe(path.normalize(folder));
});

test('the token is that of the environment, else that of huggingface-cli login', () => {
  const home = temporaryFolder();
  const file = path.join(home, '.cache/huggingface/token');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'hf_of_the_file\n');
  const elsewhere = path.join(home, 'elsewhere');
  writeFileSync(elsewhere, 'hf_elsewhere');
  expect(hubSettings({}, home).token).toBe('hf_of_the_file');
  expect(hubSettings({ HF_TOKEN_PATH: elsewhere }, home).token).toBe('hf_elsewhere');
  expect(hubSettings({ HUGGING_FACE_HUB_TOKEN: 'hf_old' }, home).token).toBe('hf_old');
  expect(hubSettings({ HF_TOKEN: 'hf_a', HUGGING_FACE_HUB_TOKEN: 'hf_b' }, home).token).toBe(
    'hf_a',
  );
  expect(hubSettings({ HF_TOKEN: ' ' }, home).token).toBe('hf_of_the_file');
});

test('HF_ENDPOINT names another hub; what is no URL is refused', () => {
  expect(hubSettings({ HF_ENDPOINT: 'https://hub.example/' }).endpoint).toBe('https://hub.example');
  for (const endpoint of ['hub.example', 'ftp://hub.example', 'http://']) {
    expect(() => hubSettings({ HF_ENDPOINT: endpoint })).toThrow(/HF_ENDPOINT is .*expected a URL/);
  }
});

test('a token that no header can hold is refused before anything is asked', async () => {
  const { hub, settings } = await startHub();
  const failure = await failureOf(
    downloadModel({
      ...{ model: 'someone/tiny', acceptLicence: 'mit' },
      settings: { ...settings, token: 'hf_a\nb' },
    }),
  );
  expect(failure.code).toBe('options-invalid');
  expect(failure.message).not.toContain('hf_a');
  expect(hub.asked).toEqual([]);
});
