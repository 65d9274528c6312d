import { expect, test } from 'vitest';
import { userCacheFolder } from '../../../server/src/store';

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['linux', {}, '/home/me/.cache/diffusion-classifier'],
  ['linux', { XDG_CACHE_HOME: '/var/cache/me' }, '/var/cache/me/diffusion-classifier'],
  ['linux', { XDG_CACHE_HOME: 'not/absolute' }, '/home/me/.cache/diffusion-classifier'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/me/.cache/diffusion-classifier'],
  ['darwin', {}, '/home/me/Library/Caches/diffusion-classifier'],
])('on %s with %j it is %s', (platform, environment, folder) => {
  expect(userCacheFolder(platform, environment, '/home/me')).toBe(folder);
});

test('on Windows it is among the local, not the roaming data', () => {
  const local = { LOCALAPPDATA: 'D:\\Local' };
  const home = 'C:\\Users\\me';
  expect(userCacheFolder('win32', local, home)).toBe('D:\\Local\\diffusion-classifier\\Cache');
  expect(userCacheFolder('win32', {}, home)).toBe(
    'C:\\Users\\me\\AppData\\Local\\diffusion-classifier\\Cache',
  );
});

test('this machine’s is absolute, and the tests’ own', () => {
  const set = process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME';
  expect(userCacheFolder()).toContain(process.env[set]);
});
