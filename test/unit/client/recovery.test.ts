import { afterEach, expect, test, vi } from 'vitest';
import { commands } from 'vscode';
import { ClassificationFailure } from '../../../client/src/failure';
import { recoveryActions } from '../../../client/src/recovery';
import { properties } from './manifest';
import { env } from './vscode';

vi.mock('vscode', () => import('./vscode'));

afterEach(() => {
  env.remoteName = undefined;
});

async function openSettings(setting: string): Promise<unknown> {
  const execute = vi.spyOn(commands, 'executeCommand');
  await recoveryActions([new ClassificationFailure('setting-invalid', '', { setting })]).get(
    'Open Settings',
  )?.();
  return execute.mock.lastCall;
}

test.each(Object.entries(properties))(
  'the setting %s is opened among the settings that it can be found in',
  async (setting, property) => {
    const own = ['workbench.action.openSettings', setting];
    expect(await openSettings(setting)).toEqual(own);
    env.remoteName = 'ssh-remote';
    const isOfMachine = property.scope === 'machine';
    const remote = ['workbench.action.openRemoteSettings', { query: setting }];
    expect(await openSettings(setting)).toEqual(isOfMachine ? remote : own);
  },
);

test.each(['label-unknown', 'model-not-found', 'model-invalid', 'out-of-memory'])(
  '%s offers to choose another model',
  async (code) => {
    const execute = vi.spyOn(commands, 'executeCommand');
    await recoveryActions([new ClassificationFailure(code, '')]).get('Choose Model...')?.();
    expect(execute.mock.lastCall).toEqual(['diffusionClassifier.chooseModel']);
  },
);

test('a model is no remedy for a wrong image', () => {
  const failure = new ClassificationFailure('image-not-found', '');
  expect([...recoveryActions([failure]).keys()]).not.toContain('Choose Model...');
});
