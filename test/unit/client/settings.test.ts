import { beforeEach, expect, test, vi } from 'vitest';
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
