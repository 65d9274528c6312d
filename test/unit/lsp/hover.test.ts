import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { connectInProcess, type FakeEngine, initialize } from './inProcessServer';

vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  homedir: vi.fn(),
}));

/** Files asked for on a disk that answers when a test says so. */
const askedSlowDisk: string[] = [];
let slowDiskAnswers: () => void = () => {};

vi.mock('node:fs/promises', async (original) => {
  const promises = await original<typeof import('node:fs/promises')>();
  const stat = async (file: string, options: object): Promise<unknown> => {
    if (file.includes('hung disk')) await new Promise(() => {});
    if (file.includes('slow disk')) {
      askedSlowDisk.push(file);
      await new Promise<void>((resolve) => {
        slowDiskAnswers = resolve;
      });
    }
    return promises.stat(file, options);
  };
  return { ...promises, default: promises, stat };
});

/** Where the mouse is in the lines of these tests. */
const cursor = '‸';

let client: MessageConnection;
let engine: FakeEngine;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hover-'));
  ({ client, engine } = connectInProcess());
});
afterEach(async () => {
  client.dispose();
  // A store process that is about to end may still write to it.
  await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

const start = (parameters: object = {}) =>
  initialize(client, {
    initializationOptions: { commandLinks: true, cacheFolder: null },
    ...parameters,
  });

async function image(...names: string[]): Promise<string> {
  const file = path.join(folder, ...names);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'pixels');
  return file;
}

const uriOf = (...names: string[]) => pathToFileURL(path.join(folder, ...names)).href;

interface Hover {
  contents: { kind: string; value: string };
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

/** As a link's argument is, once for each time that VS Code decodes it. */
const encoded = (uri: string) => encodeURIComponent(encodeURIComponent(uri));

let opened = 0;

/** The hover at the cursor of a document with this one line. */
async function hover(
  languageId: string,
  lineWithCursor: string,
  uri = uriOf('notes', `document ${opened++}`),
): Promise<Hover | null> {
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId, version: 1, text: lineWithCursor.replace(cursor, '') },
  });
  const ask = (): Promise<Hover | null> =>
    client.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: lineWithCursor.indexOf(cursor) },
    });
  const diskAnswers = !/(hung|slow) disk/.test(lineWithCursor);
  // A machine that runs every test at once can take longer, and then there is no hover.
  return (await ask()) ?? (diskAnswers ? await ask() : null);
}

const offer = expect.stringContaining('has not been classified');

test.each([
  ['markdown', '![a](my%20c‸at.jpg)', 0, 18],
  ['json', '{ "image": "my c‸at.jpg" }', 12, 22],
  ['python', "open('my c‸at.jpg')", 6, 16],
  ['csv', 'cat,my c‸at.jpg', 4, 14],
  ['yaml', '- my c‸at.jpg', 2, 12],
])('in %s: %s', async (languageId, line, from, to) => {
  await start();
  await image('notes', 'my cat.jpg');
  expect(await hover(languageId, line)).toEqual({
    contents: { kind: 'markdown', value: offer },
    range: { start: { line: 0, character: from }, end: { line: 0, character: to } },
  });
});

test('in a cell of a notebook', async () => {
  await start();
  const file = await image('notes', 'cat.jpg');
  await client.sendRequest('diffusionClassifier/classify', { image: file, labels: ['cat'] });
  const notebook = uriOf('notes', 'book.ipynb').replace(/^file:/, 'vscode-notebook-cell:');
  const cell = (number: number) => `${notebook}#W${number}sZmlsZQ%3D%3D`;
  const known = { contents: { value: expect.stringContaining('**cat**') } };
  expect(await hover('python', "open('c‸at.jpg')", cell(0))).toMatchObject(known);
  expect(await hover('markdown', '![a](c‸at.jpg)', cell(1))).toMatchObject(known);
  expect(engine.asked).toHaveLength(1);
});

test('from the home folder', async () => {
  vi.mocked(homedir).mockReturnValue(folder);
  await start();
  await image('photos', 'cat.jpg');
  expect(await hover('json', '"~/photos/c‸at.jpg"')).toMatchObject({ contents: { value: offer } });
});

test('from the folders of the workspace, which may change', async () => {
  await start({
    workspaceFolders: [{ uri: uriOf('one'), name: 'one' }, { uri: 'vscode-vfs://github/x' }],
  });
  await image('one', 'img', 'cat.jpg');
  await image('two', 'img', 'dog.jpg');
  const found = { contents: { value: offer } };
  expect(await hover('json', '"img/c‸at.jpg"')).toMatchObject(found);
  expect(await hover('html', '<img src="/img/c‸at.jpg">')).toMatchObject(found);
  expect(await hover('json', '"img/c‸at.jpg"', 'untitled:Untitled-1')).toMatchObject(found);
  expect(await hover('json', '"img/d‸og.jpg"')).toBeNull();
  await client.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: uriOf('two'), name: 'two' }], removed: [{ uri: uriOf('one') }] },
  });
  await client.sendNotification('workspace/didChangeWorkspaceFolders', { event: 'nonsense' });
  expect(await hover('json', '"img/d‸og.jpg"')).toMatchObject(found);
  expect(await hover('json', '"img/c‸at.jpg"')).toBeNull();
});

test.each(['rootUri', 'rootPath'])('from the %s of an older client', async (name) => {
  await start({
    [name]: name === 'rootUri' ? uriOf('one') : path.join(folder, 'one'),
  });
  await image('one', 'cat.jpg');
  expect(await hover('json', '"c‸at.jpg"')).not.toBeNull();
});

test('the file beside the document is meant before the one in the workspace', async () => {
  await start({ workspaceFolders: [{ uri: uriOf('one'), name: 'one' }] });
  await image('one', 'cat.jpg');
  await image('notes', 'cat.jpg');
  const answer = await hover('json', '"c‸at.jpg"');
  expect(answer?.contents.value).toContain(encoded(uriOf('notes', 'cat.jpg')));
});

test('the first reference with a file wins, from the innermost on', async () => {
  await start();
  await image('notes', 'a, b.jpg');
  expect((await hover('yaml', 'image: a, ‸b.jpg'))?.range.start.character).toBe(7);
  await image('notes', 'b.jpg');
  expect((await hover('yaml', 'image: a, ‸b.jpg'))?.range.start.character).toBe(10);
});

test('composed and decomposed names are the same file', async () => {
  await start();
  await image('notes', 'cafe\u0301.jpg');
  await image('notes', 'tu\u0308r', 'cat.jpg');
  expect(await hover('json', '"caf\u00E9‸.jpg"')).not.toBeNull();
  expect(await hover('markdown', '![a](t\u00FCr/c‸at.jpg)')).not.toBeNull();
});

test.each([
  ['a folder', '"notes‸.jpg"'],
  ['a file that is not there', '"g‸one.jpg"'],
  ['a NUL', '"\\u0000c‸at.jpg"'],
  ['a name longer than any file may have', `"${'a'.repeat(900)}‸.jpg"`],
])('no hover over %s', async (_, line) => {
  await start();
  await mkdir(path.join(folder, 'notes', 'notes.jpg'), { recursive: true });
  expect(await hover('json', line)).toBeNull();
});

test('no line has the disk searched: after the 64th place nothing is looked for', async () => {
  await start({
    workspaceFolders: Array.from({ length: 500 }, (_, i) => ({ uri: uriOf(`${i}`), name: '' })),
  });
  await image('400', 'cat.jpg');
  expect(await hover('json', '"c‸at.jpg"')).toBeNull();
});

test('a disk that does not answer leaves its images without a hover, and others with theirs', async () => {
  await start();
  await image('notes', 'cat.jpg');
  expect(await hover('json', '"/hung disk/c‸at.jpg"')).toBeNull();
  expect(await hover('json', '"c‸at.jpg"')).not.toBeNull();
});

test('a disk that answers too late is not asked for the next file', async () => {
  const workspaceFolders = [{ uri: uriOf('one'), name: 'one' }];
  await start({ workspaceFolders });
  expect(await hover('json', '"/slow disk/c‸at.jpg"')).toBeNull();
  slowDiskAnswers();
  await setTimeout(10);
  expect(askedSlowDisk).toEqual(['/slow disk/cat.jpg']);
});

test('a store that is just starting does not keep an image from its hover', async () => {
  const cacheFolder = path.join(folder, 'cache');
  await start({ initializationOptions: { commandLinks: true, cacheFolder } });
  await client.sendNotification('initialized', {});
  await image('notes', 'cat.jpg');
  expect(await hover('json', '"c‸at.jpg"')).toMatchObject({ contents: { value: offer } });
  await client.sendRequest('shutdown');
});

test('no hover in a document that is not open', async () => {
  await start();
  const textDocument = { uri: uriOf('notes', 'closed.json') };
  const params = { textDocument, position: { line: 0, character: 0 } };
  expect(await client.sendRequest('textDocument/hover', params)).toBeNull();
});

const hostile = [
  'a`b`.jpg',
  'a](command:evil) [x.jpg',
  '<img src=x onerror=alert(1)>.jpg',
  'a\n\n# b.jpg',
  'a\u202Egpj.exe.jpg',
  'a | b | c.jpg',
  '$(zap)$(error~spin).jpg',
  '![x](http:evil).jpg',
  '&lt;b&gt;.jpg',
  '**bold**_it_~~x~~.jpg',
  '\\](command:evil).jpg',
  'a\u2028b\u2029c.jpg',
  '{{evil}} %5D%28command%3Aevil%29.jpg',
];

test.each(hostile)('a file named %j is text in its hover', async (name) => {
  await start();
  const file = await image('notes', name.replaceAll('/', ':'));
  await client.sendRequest('diffusionClassifier/classify', { image: file, labels: ['cat'] });
  const line = JSON.stringify(path.basename(file)).replace(/\.jpg"$/, '.j‸pg"');
  const { value } = (await hover('json', line))!.contents;
  const [title, ...rest] = value.split('\n');
  const links = [...value.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target]) => target!);
  expect(links).toEqual([
    expect.stringMatching(/^file:\/\/\/[\w%.~/:-]+\|height=72$/),
    expect.stringMatching(/^command:diffusionClassifier\.classifyImage\?[\w%.~-]+$/),
    expect.stringMatching(/^command:diffusionClassifier\.classifyImageWith\?[\w%.~-]+$/),
  ]);
  const [picture, ...commands] = links;
  expect(fileURLToPath(picture!.split('|')[0]!)).toBe(file);
  for (const command of commands) {
    const [argument] = JSON.parse(decodeURIComponent(decodeURIComponent(command.split('?')[1]!)));
    expect(argument).toBe(pathToFileURL(file).href);
  }
  // Only `.`, `-` and `_` stand bare, and only inside a word.
  const text = /^(?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~]|(?<=[a-z0-9])[._-](?=[a-z0-9]))*$/i;
  expect(title).toMatch(/^\*\*.*\*\*: \*\*cat\*\*$/);
  expect(title!.slice('**'.length, -'**: **cat**'.length)).toMatch(text);
  expect(value).not.toMatch(/[\u2028\u2029\u202E]/);
  expect(rest.filter((row) => row.startsWith('|'))).toHaveLength(2);
});
