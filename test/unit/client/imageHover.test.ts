import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ExtensionContext, HoverProvider, LogOutputChannel } from 'vscode';
import { hoverDocuments } from '../../../client/src/hoverDocuments';
import { activateImageHover } from '../../../client/src/imageHover';
import * as languageClient from '../../../client/src/languageClient';
import { Server } from '../../../client/src/server';

const editor = vi.hoisted(() => ({
  workspace: {
    isTrusted: true,
    getConfiguration: () => ({ get: (): unknown => undefined }),
  },
  provider: undefined as HoverProvider | undefined,
}));

vi.mock('vscode', async () => ({
  ...(await import('./vscode')),
  workspace: editor.workspace,
  Range: class {
    constructor(
      readonly line: number,
      readonly start: number,
      _: number,
      readonly end: number,
    ) {}
  },
  languages: {
    registerHoverProvider: (_: unknown, provider: HoverProvider) => {
      editor.provider = provider;
      return { dispose: () => {} };
    },
  },
}));
vi.mock('../../../client/src/languageClient', () => ({
  createLanguageClient: vi.fn(() => ({ dispose: async () => {} })),
  startLanguageClient: vi.fn(async () => {}),
  sendHover: vi.fn(async () => 'a hover'),
}));

const { startLanguageClient, sendHover } = vi.mocked(languageClient);
const debug = vi.fn();
const log = { info: () => {}, warn: () => {}, debug } as unknown as LogOutputChannel;
const token = { isCancellationRequested: false, onCancellationRequested: () => {} };

let server: Server;

beforeEach(() => {
  vi.clearAllMocks();
  editor.workspace.isTrusted = true;
  server = new Server('/extension', log);
  activateImageHover({ subscriptions: [] } as unknown as ExtensionContext, server, log);
});

/** The hover at a place in a document with this one line. */
async function hover(line: string, character = 0): Promise<unknown> {
  const document = {
    getText: ({ start, end }: { start: number; end: number }) => line.slice(start, end),
  };
  const provide = editor.provider!.provideHover as (...given: unknown[]) => Promise<unknown>;
  return provide(document, { line: 0, character }, token);
}

test('no server is started where no image is named', async () => {
  expect(await hover('import { a } from "./b";')).toBeUndefined();
  expect(await hover(`${' '.repeat(2_000)}"cat.jpg"`)).toBeUndefined();
  expect(startLanguageClient).not.toHaveBeenCalled();
});

test.each(['"cat.jpg"', '![a](CAT.AVIF)', `${' '.repeat(1_000)}cat.svg`])(
  'the first hover over %j starts the server and gets its answer',
  async (line) => {
    expect(await hover(line)).toBe('a hover');
    expect(startLanguageClient).toHaveBeenCalledTimes(1);
    expect(sendHover).toHaveBeenCalledTimes(1);
  },
);

test('in an untrusted workspace nothing starts the server by itself', async () => {
  editor.workspace.isTrusted = false;
  expect(await hover('"cat.jpg"')).toBeUndefined();
  expect(startLanguageClient).not.toHaveBeenCalled();
  await server.start();
  expect(await hover('"cat.jpg"')).toBe('a hover');
});

test('where hovers are turned off there is none, and no server', async () => {
  const { getConfiguration } = editor.workspace;
  editor.workspace.getConfiguration = () => ({ get: () => false });
  expect(await hover('"cat.jpg"')).toBeUndefined();
  editor.workspace.getConfiguration = getConfiguration;
  expect(startLanguageClient).not.toHaveBeenCalled();
});

test('a server that does not start, or does not answer, is no error of a hover', async () => {
  startLanguageClient.mockRejectedValueOnce(new Error('It ended.'));
  expect(await hover('"cat.jpg"')).toBeUndefined();
  expect(debug).toHaveBeenCalledWith('No hover: It ended.');
  await server.restart();
  sendHover.mockRejectedValueOnce(new Error('The connection was closed.'));
  expect(await hover('"cat.jpg"')).toBeUndefined();
  expect(await hover('"cat.jpg"')).toBe('a hover');
});

test('the extension is activated by every language that has hovers', () => {
  const manifest = JSON.parse(
    readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8'),
  ) as { activationEvents: string[] };
  const languages = hoverDocuments.flatMap(({ language }) => language ?? []);
  const expected = languages.map((language) => `onLanguage:${language}`).sort();
  expect(manifest.activationEvents.filter((event) => event.startsWith('onLanguage:'))).toEqual(
    expected,
  );
});
