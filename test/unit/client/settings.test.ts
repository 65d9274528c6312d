import { beforeEach, expect, test, vi } from 'vitest';
import { raceOptions } from '../../../client/src/raceSettings';
import { requestOptions } from '../../../client/src/requestOptions';
import { serverOptions } from '../../../client/src/serverOptions';
import { imageLimits, modelSetting, promptOptions } from '../../../client/src/settings';
import { serverOptionsSchema } from '../../../server/src/protocol';
import { settings } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const limits = { megabytes: 256, megapixels: 256, seconds: 30 };

beforeEach(() => {
  settings.clear();
  for (const [key, value] of Object.entries(limits)) {
    settings.set(`diffusionClassifier.limits.${key}`, value);
  }
});

test('the server is told of the limits, and of nothing that it does not know', () => {
  settings.set('diffusionClassifier.labels', ['cat', 'dog']);
  expect(serverOptions()).toMatchObject({ limits });
  expect(serverOptionsSchema.safeParse(serverOptions()).error).toBeUndefined();
});

test('a limit that is not valid is refused by its name, and not told', () => {
  settings.set('diffusionClassifier.limits.seconds', '30 s');
  expect(imageLimits).toThrow(
    expect.objectContaining({
      code: 'setting-invalid',
      message: expect.stringContaining('"diffusionClassifier.limits.seconds"'),
      setting: 'diffusionClassifier.limits.seconds',
    }),
  );
  expect(serverOptions()).not.toHaveProperty('limits');
});

test('the server is told of providers and devices where they are set and valid', () => {
  settings.set('diffusionClassifier.providers', []);
  settings.set('diffusionClassifier.devices', []);
  expect(serverOptions()).not.toHaveProperty('providers');
  expect(serverOptions()).not.toHaveProperty('devices');
  settings.set('diffusionClassifier.providers', ['cuda', 'cpu']);
  settings.set('diffusionClassifier.devices', [1]);
  expect(serverOptions()).toMatchObject({ providers: ['cuda', 'cpu'], devices: [1] });
  expect(serverOptionsSchema.safeParse(serverOptions()).error).toBeUndefined();
  settings.set('diffusionClassifier.providers', ['gpu']);
  expect(serverOptions()).not.toHaveProperty('providers');
});

test('templates and prompt sets are passed on only where somebody has set them', () => {
  settings.set('diffusionClassifier.templates', []);
  settings.set('diffusionClassifier.promptSet', '');
  expect(promptOptions()).toEqual({});
  settings.set('diffusionClassifier.promptSet', 'pets');
  expect(promptOptions()).toEqual({ promptSet: 'pets' });
  settings.set('diffusionClassifier.templates', ['a sketch of a {}']);
  expect(promptOptions).toThrow('exclude each other');
  settings.set('diffusionClassifier.promptSet', '');
  expect(promptOptions()).toEqual({ templates: ['a sketch of a {}'] });
  settings.set('diffusionClassifier.templates', ['a sketch']);
  expect(promptOptions).toThrow('"diffusionClassifier.templates"');
});

test.each([5, ['pets'], null])('the prompt set %j is refused, and not passed over', (value) => {
  settings.clear();
  settings.set('diffusionClassifier.promptSet', value);
  expect(promptOptions).toThrow('"diffusionClassifier.promptSet"');
});

test('a model is named by its id or a whole path', () => {
  settings.set('diffusionClassifier.model', ' stable-diffusion-1.5 ');
  expect(modelSetting()).toBe('stable-diffusion-1.5');
  settings.set('diffusionClassifier.model', 'owner/name');
  expect(modelSetting).toThrow('"diffusionClassifier.model"');
});

test('how labels leave a race is passed on where somebody has set it', () => {
  expect(raceOptions()).toEqual({});
  settings.set('diffusionClassifier.elimination', 'auto');
  settings.set('diffusionClassifier.racing', 'exact');
  settings.set('diffusionClassifier.delta', 0.01);
  expect(raceOptions()).toEqual({ racing: 'exact', delta: 0.01 });
  settings.set('diffusionClassifier.elimination', 'staged');
  // The server would refuse a wish for both.
  expect(raceOptions()).toEqual({ elimination: 'staged' });
});

test.each([
  ['elimination', 'fast'],
  ['racing', true],
  ['delta', 1],
])('the setting %s is refused by its name when it is %j', (key, value) => {
  settings.set(`diffusionClassifier.${key}`, value);
  expect(raceOptions).toThrow(`"diffusionClassifier.${key}"`);
});

test('whoever names a race gets no part of another from the settings', () => {
  settings.set('diffusionClassifier.delta', 0.01);
  expect(requestOptions().options).toEqual({ delta: 0.01 });
  expect(requestOptions({ elimination: 'none' }).options).toEqual({ elimination: 'none' });
});

test('the folder that results are kept in is an absolute path, and the server is told of it', () => {
  settings.set('diffusionClassifier.cacheFolder', '');
  expect(serverOptions()).not.toHaveProperty('cacheFolder');
  settings.set('diffusionClassifier.cacheFolder', '/data/results');
  expect(serverOptions()).toMatchObject({ cacheFolder: '/data/results' });
  settings.set('diffusionClassifier.cacheFolder', 'results');
  expect(serverOptions()).not.toHaveProperty('cacheFolder');
  expect(requestOptions).toThrow('"diffusionClassifier.cacheFolder"');
});
