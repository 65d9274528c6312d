import path from 'node:path';
import { expect, test } from 'vitest';
import { RequestType } from 'vscode-jsonrpc';
import { Child, ChildDied } from '../../../server/src/child';

const echo = new RequestType<object, object, void>('echo');
const entry = path.resolve(__dirname, '../../fixtures/hosts/echoes.cjs');

async function deathOf(promise: Promise<unknown>): Promise<ChildDied> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChildDied);
  return error as ChildDied;
}

test('a child answers until it ends, and whoever asks then or later hears how it ended', async () => {
  const child = new Child(entry);
  expect(await child.ask(echo, { word: 'hello' }, 10)).toEqual({ word: 'hello' });
  const asked = await deathOf(child.ask(echo, { end: true }, 10));
  expect(asked.end).toMatchObject({ code: 3, signal: null });
  expect(asked.message).toBe('ended with code 3.');
  expect(child.isAlive).toBe(false);
  const later = await deathOf(child.ask(echo, { word: 'hello' }, 10));
  expect(later.message).toBe('ended with code 3.');
  expect(later.request).toBe('echo');
});

test('a child that is killed says by what, or what for', async () => {
  const killed = new Child(entry);
  await killed.ask(echo, {}, 10);
  killed.kill();
  expect((await deathOf(killed.ask(echo, {}, 10))).message).toBe('ended with SIGKILL.');
  const condemned = new Child(entry);
  condemned.condemn('talked nonsense.');
  expect((await deathOf(condemned.ask(echo, {}, 10))).message).toBe('talked nonsense.');
});

test('a child that cannot be started says why', async () => {
  const child = new Child(path.join(__dirname, 'nowhere.cjs'));
  expect((await deathOf(child.ask(echo, {}, 10))).end.code).toBe(1);
});
