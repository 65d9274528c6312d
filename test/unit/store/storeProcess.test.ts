import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { fileStamp, Results, type StoreTrouble } from '../../../server/src/store';
import { OpenRequest } from '../../../server/src/store/messages';
import { FindRequest, RememberRequest } from '../../../server/src/store/resultMessages';
import { Choices } from '../../mutation/mutations';
import { result, temporaryFolder } from './sampleResults';

const storeBundle = path.resolve(__dirname, '../../../dist/store.js');

interface RunningStore {
  child: ChildProcess;
  connection: MessageConnection;
}

/** A store process with the folder open, that ends with the test. */
async function startStore(folder: string): Promise<RunningStore> {
  const child = fork(storeBundle, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.onError(() => {});
  connection.listen();
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await connection.sendRequest(OpenRequest.type, { folder, holds: 'results', setAside: false });
  return { child, connection };
}

function remember({ connection }: RunningStore, name: string): Promise<null> {
  return connection.sendRequest(RememberRequest.type, {
    file: `/${name}.jpg`,
    stamp: name,
    result: result(name, 5),
  });
}

async function expectStored({ connection }: RunningStore, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    const found = await connection.sendRequest(FindRequest.type, { file: `/${name}.jpg` });
    expect(found).toEqual({ stamp: name, result: result(name, 5) });
  }
}

test('kill -9 at 20 random moments loses nothing that was acknowledged', async () => {
  const folder = temporaryFolder();
  const choices = new Choices(20);
  const acknowledged = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const store = await startStore(folder);
    const ended = once(store.child, 'exit');
    const last = acknowledged.size + choices.below(20);
    // Several at a time, so that the blow falls into the middle of one.
    const write = async (lane: number): Promise<void> => {
      for (let i = 0; ; i++) {
        const name = `${round}-${lane}-${i}`;
        await remember(store, name);
        acknowledged.add(name);
        if (acknowledged.size > last) {
          setTimeout(() => store.child.kill('SIGKILL'), choices.below(6));
        }
      }
    };
    const lanes = [0, 1, 2].map((lane) => write(lane).catch(() => {}));
    await ended;
    store.connection.dispose();
    await Promise.all(lanes);
  }
  await expectStored(await startStore(folder), acknowledged);
}, 60_000);

test('two processes that write at once lose nothing of each other', async () => {
  const folder = temporaryFolder();
  const stores = await Promise.all([startStore(folder), startStore(folder)]);
  const names = stores.map((_, i) => Array.from({ length: 100 }, (_, j) => `${i}-${j}`));
  await Promise.all(stores.flatMap((store, i) => names[i]!.map((name) => remember(store, name))));
  for (const store of stores) await expectStored(store, names.flat());
}, 60_000);

test('ends with the process that started it', async () => {
  const { child } = await startStore(temporaryFolder());
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** Results on disk in `folder`, and what a person would have heard so far. */
async function openResults(folder: string) {
  const troubles: StoreTrouble[] = [];
  const results = new Results({ onTrouble: (trouble) => troubles.push(trouble) });
  onTestFinished(() => results.close());
  await results.open(folder);
  return { results, troubles };
}

async function rememberImage(results: Results, file: string, predicted: string): Promise<void> {
  writeFileSync(file, predicted);
  await results.remember(file, (await fileStamp(file))!, result(predicted));
}

/** A cache folder in which a hundred results are stored. */
async function filledFolder(): Promise<string> {
  const folder = temporaryFolder();
  const store = await startStore(folder);
  await Promise.all(Array.from({ length: 100 }, (_, i) => remember(store, `${i}`)));
  const ended = once(store.child, 'exit');
  store.child.disconnect();
  await ended;
  return folder;
}

function randomBytes(length: number): Buffer {
  const choices = new Choices(length);
  return Buffer.from(Array.from({ length }, () => choices.below(256)));
}

const dataFile = (folder: string) => path.join(folder, 'store-1', 'data.mdb');

test.each<[string, (file: string) => void]>([
  ['random bytes', (file) => writeFileSync(file, randomBytes(100_000))],
  ['cut in half', (file) => truncateSync(file, readFileSync(file).length / 2)],
  ['cut to less than its head', (file) => truncateSync(file, 1_000)],
  [
    'random bytes behind its head',
    (file) => {
      const bytes = readFileSync(file);
      randomBytes(bytes.length - 8_192).copy(bytes, 8_192);
      writeFileSync(file, bytes);
    },
  ],
  ['text', (file) => writeFileSync(file, 'poetry'.repeat(10_000))],
])('a data file that is %s is set aside, said once, and a new one begun', async (_, damage) => {
  const folder = await filledFolder();
  damage(dataFile(folder));
  const { results, troubles } = await openResults(folder);
  const file = path.join(temporaryFolder(), 'a.jpg');
  await rememberImage(results, file, 'cat');
  expect(troubles).toEqual([{ kind: 'setAside', reason: path.join(folder, 'store-1.damaged') }]);
  results.close();
  const { results: next, troubles: nextTroubles } = await openResults(folder);
  expect((await next.current(file))?.predicted).toBe('cat');
  expect(nextTroubles).toEqual([]);
});

test('an empty data file is a new one', async () => {
  const folder = await filledFolder();
  truncateSync(dataFile(folder), 0);
  const { results, troubles } = await openResults(folder);
  const file = path.join(temporaryFolder(), 'a.jpg');
  await rememberImage(results, file, 'cat');
  expect((await results.current(file))?.predicted).toBe('cat');
  expect(troubles).toEqual([]);
});

/** A disk of its own, of so many bytes; the test is skipped where none may be mounted. */
function mountDisk(context: TestContext, size: number): string {
  const folder = temporaryFolder();
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    context.skip('mounting a small disk needs to be root, with the right to mount');
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', disk]);
  });
  return disk;
}

test('a disk that is full from the start: in memory, said once', async (context) => {
  const disk = mountDisk(context, 1e6);
  const { results, troubles } = await openResults(disk);
  const file = path.join(temporaryFolder(), 'a.jpg');
  await rememberImage(results, file, 'cat');
  await rememberImage(results, file, 'dog');
  expect((await results.current(file))?.predicted).toBe('dog');
  expect(troubles).toEqual([
    { kind: 'memoryOnly', reason: expect.stringContaining('less than 16 MB free') },
  ]);
});

test('a disk that fills up: what is new is in memory, said once, until there is room', async (context) => {
  const disk = mountDisk(context, 32e6);
  const filler = path.join(disk, 'filler');
  const folder = temporaryFolder();
  const [before, during, after] = ['before', 'during', 'after'].map((name) =>
    path.join(folder, name),
  );
  const { results, troubles } = await openResults(disk);
  await rememberImage(results, before!, 'cat');
  writeFileSync(filler, Buffer.alloc(20e6));
  await rememberImage(results, during!, 'dog');
  await rememberImage(results, during!, 'frog');
  expect((await results.current(before!))?.predicted).toBe('cat');
  expect((await results.current(during!))?.predicted).toBe('frog');
  const reason = expect.stringContaining('less than 16 MB free');
  expect(troubles).toEqual([{ kind: 'full', reason }]);

  // A server that starts now can read what there is.
  const { results: reader, troubles: readerTroubles } = await openResults(disk);
  expect((await reader.current(before!))?.predicted).toBe('cat');
  expect(readerTroubles).toEqual([]);

  rmSync(filler);
  await rememberImage(results, after!, 'ship');
  const { results: next } = await openResults(disk);
  expect((await next.current(after!))?.predicted).toBe('ship');
  expect(troubles).toHaveLength(1);
});

test('a disk that is read-only: in memory, said once', async (context) => {
  const disk = mountDisk(context, 32e6);
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const { results, troubles } = await openResults(path.join(disk, 'cache'));
  const file = path.join(temporaryFolder(), 'a.jpg');
  await rememberImage(results, file, 'cat');
  expect((await results.current(file))?.predicted).toBe('cat');
  expect(troubles).toEqual([{ kind: 'memoryOnly', reason: expect.stringContaining('EROFS') }]);
});
