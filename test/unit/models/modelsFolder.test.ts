import path from 'node:path';
import { expect, test } from 'vitest';
import { modelsFolder } from '../../../server/src/models';

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['linux', {}, '/home/me/.local/share/diffusion-classifier/models'],
  ['linux', { XDG_DATA_HOME: '/var/data' }, '/var/data/diffusion-classifier/models'],
  ['linux', { XDG_DATA_HOME: 'no/t' }, '/home/me/.local/share/diffusion-classifier/models'],
  ['linux', { DIFFUSION_CLASSIFIER_MODELS: '/big' }, '/big'],
  ['darwin', {}, '/home/me/Library/Application Support/diffusion-classifier/models'],
])('on %s with %j downloaded models are in %s', (platform, environment, folder) => {
  expect(modelsFolder(platform, environment, '/home/me')).toBe(folder);
});

test('on Windows they are among the local, not the roaming data', () => {
  const home = 'C:\\Users\\me';
  expect(modelsFolder('win32', { LOCALAPPDATA: 'D:\\Local' }, home)).toBe(
    'D:\\Local\\diffusion-classifier\\models',
  );
  expect(modelsFolder('win32', {}, home)).toBe(
    'C:\\Users\\me\\AppData\\Local\\diffusion-classifier\\models',
  );
});

test('a relative folder is one below where the program runs', () => {
  const environment = { DIFFUSION_CLASSIFIER_MODELS: 'models' };
  expect(modelsFolder('linux', environment)).toBe(path.resolve('models'));
});
