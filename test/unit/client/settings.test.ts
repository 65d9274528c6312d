import { beforeEach, expect, test, vi } from 'vitest';
import { serverOptions } from '../../../client/src/serverOptions';
import { imageLimits } from '../../../client/src/settings';
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
