import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import * as languageClient from '../../../client/src/languageClient';
import { Server } from '../../../client/src/server';
import type { ServerStatus } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));
vi.mock('../../../client/src/languageClient', () => ({
  createLanguageClient: vi.fn(() => ({ dispose: async () => {} })),
  startLanguageClient: vi.fn(async () => {}),
  sendClassify: vi.fn(async () => 'a result'),
}));

const { createLanguageClient, startLanguageClient, sendClassify } = vi.mocked(languageClient);
const params = { image: 'file:///cat.jpg', labels: ['cat', 'dog'] };
const log = { info: () => {}, warn: () => {} } as unknown as LogOutputChannel;

let server: Server;
let status: ServerStatus | undefined;

beforeEach(() => {
  vi.clearAllMocks();
  status = undefined;
  server = new Server('/extension', log);
  server.onDidChangeStatus((newest) => {
    status = newest;
  });
});

/** What the newest client calls when the server has crashed too often. */
function giveUp(): void {
  createLanguageClient.mock.lastCall![2].onGivenUp('It stopped 5 times.');
}

function rejection(code: number): Error {
  return Object.assign(new Error('Rejected.'), { code });
}

test('once given up, the server is not started by itself', async () => {
  await server.start();
  giveUp();
  expect(status).toMatchObject({ health: 'error', quiescent: true });
  await expect(server.start()).rejects.toMatchObject({ code: 'server-stopped' });
  expect(startLanguageClient).toHaveBeenCalledTimes(1);
});

test('once given up, it is started for whoever asks', async () => {
  await server.start();
  giveUp();
  await expect(server.classify(params, undefined, () => {})).resolves.toBe('a result');
  giveUp();
  await server.restart();
  expect(createLanguageClient).toHaveBeenCalledTimes(3);
});

test('a start that fails is an error in the status, and is not tried again by itself', async () => {
  startLanguageClient.mockRejectedValueOnce(new Error('It ended.'));
  await expect(server.start()).rejects.toMatchObject({ code: 'server-stopped' });
  expect(status).toMatchObject({ health: 'error', quiescent: true });
  await expect(server.start()).rejects.toThrow('It ended.');
  expect(startLanguageClient).toHaveBeenCalledTimes(1);
});

test.each([-32097, -32800])('a classification that ends with %i is sent again', async (code) => {
  sendClassify.mockRejectedValueOnce(rejection(code));
  await expect(server.classify(params, undefined, () => {})).resolves.toBe('a result');
});

test('it is not sent again to a server that was given up meanwhile', async () => {
  sendClassify.mockImplementationOnce(async () => {
    giveUp();
    throw rejection(-32097);
  });
  await expect(server.classify(params, undefined, () => {})).rejects.toThrow('It stopped 5 times.');
  expect(sendClassify).toHaveBeenCalledTimes(1);
});

test('nothing is sent again while the window closes', async () => {
  sendClassify.mockImplementationOnce(async () => {
    void server.close();
    throw rejection(-32800);
  });
  await expect(server.classify(params, undefined, () => {})).rejects.toMatchObject({
    code: 'server-stopped',
  });
  expect(createLanguageClient).toHaveBeenCalledTimes(1);
});

test('a restart while the server starts waits until its process has ended', async () => {
  const never = new Promise<void>(() => {});
  let ended = (): void => {};
  const dispose = vi.fn(() => new Promise<void>((resolve) => (ended = resolve)));
  createLanguageClient.mockReturnValueOnce({ dispose } as never);
  startLanguageClient.mockReturnValueOnce(never);
  void server.start();
  await vi.waitFor(() => expect(startLanguageClient).toHaveBeenCalled());

  const restarted = server.restart();
  await vi.waitFor(() => expect(dispose).toHaveBeenCalled());
  expect(createLanguageClient).toHaveBeenCalledTimes(1);
  ended();
  await restarted;
  expect(createLanguageClient).toHaveBeenCalledTimes(2);
});

test('a classification that waits for a server which is restarted gets the new one', async () => {
  let fail = (_error: Error): void => {};
  startLanguageClient.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
  const classified = server.classify(params, undefined, () => {});
  await vi.waitFor(() => expect(startLanguageClient).toHaveBeenCalled());
  await server.restart();
  fail(new Error('It was ended.'));
  await expect(classified).resolves.toBe('a result');
  expect(status?.health).not.toBe('error');
});
