import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ErrorStore, storeInfo, verifyStore } from '../../server/src/store';
import { RememberErrorsRequest } from '../../server/src/store/errorMessages';
import { OpenRequest } from '../../server/src/store/messages';
import { packErrors } from '../../server/src/store/packedErrors';
import { isRunning } from '../fixtures/isRunning';
import { Choices, report } from '../mutation/mutations';
import { errorsOf } from '../unit/store/sampleErrors';
import { temporaryFolder } from '../unit/store/sampleResults';

const storeBundle = path.resolve(__dirname, '../../dist/store.js');
const relay = path.resolve(__dirname, '../fixtures/stores/relay.cjs');

/** A store process and its parent, which stands for a server. */
interface Writer {
  parent: ChildProcess;
  /** The process of the store. */
  store: number;
  connection: MessageConnection;
  /** Resolves when both have ended. */
  ended(): Promise<void>;
}

async function startWriter(): Promise<Writer> {
  const parent = fork(relay, [storeBundle], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ store }] = (await once(parent, 'message')) as [{ store: number }];
  const exit = once(parent, 'exit');
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  const connection = createMessageConnection(
    new IPCMessageReader(parent),
    new IPCMessageWriter(parent),
  );
  connection.onError(() => {});
  connection.listen();
  // What has no answer then never will.
  parent.once('exit', () => connection.dispose());
  const ended = async (): Promise<void> => {
    await exit;
    await expect.poll(() => isRunning(store), { timeout: 10_000 }).toBe(false);
  };
  return { parent, store, connection, ended };
}

const images = 5;
const labels = ['cat', 'dog', 'cow', 'fox'];
const samples = 32;

/** The errors of batch `number` under the label of this index. */
function batchErrors(number: number, label: number) {
  return errorsOf(10 * (number % images) + label, samples, samples * number);
}

function contextOf(number: number): string {
  return `image ${number % images}`;
}

async function write({ connection }: Writer, number: number): Promise<void> {
  const rows = labels.map((conditioning, i) => ({
    conditioning,
    packed: packErrors(batchErrors(number, i)).toString('base64'),
  }));
  await connection.sendRequest(RememberErrorsRequest.type, { context: contextOf(number), rows });
}

/** What there is of a batch: every label's errors with the right bits, none at all, or neither. */
async function stateOf(store: ErrorStore, number: number): Promise<'whole' | 'absent' | 'torn'> {
  const found = await store.find(contextOf(number), labels);
  const states = found.map((errors, label) => {
    const expected = batchErrors(number, label);
    const indices = expected.noiseRows.map((row) => errors?.noiseRows.indexOf(row) ?? -1);
    if (indices.every((index) => index === -1)) return 'absent';
    const isSame = (['timesteps', 'l2', 'l1', 'huber'] as const).every((column) =>
      indices.every((index, i) => Object.is(errors?.[column][index], expected[column][i])),
    );
    return isSame ? 'whole' : 'torn';
  });
  return states.every((state) => state === states[0]) ? states[0]! : 'torn';
}

const moments = process.env.MUTATIONS === 'all' ? 50 : 15;

test(`kill -9 at ${moments} random moments loses no answered error and corrupts nothing`, async () => {
  const folder = temporaryFolder();
  const answered = new Set<number>();
  let begun = 0;
  for (let round = 0; round < moments; round++) {
    const choices = new Choices(round);
    const writers = await Promise.all([startWriter(), startWriter()]);
    const [victim, survivor] = writers;
    const kill = (): void => {
      // Now the store process, now the server that it belongs to.
      if (choices.below(2) === 0) process.kill(victim.store, 'SIGKILL');
      else victim.parent.kill('SIGKILL');
    };
    // Now while it starts, now after so many batches of both.
    const isEarly = choices.below(4) === 0;
    let left = 1 + choices.below(30);
    if (isEarly) setTimeout(kill, choices.below(400));
    const writeOn = async (writer: Writer): Promise<void> => {
      while (writer === victim || left > 0) {
        const number = begun++;
        await write(writer, number);
        answered.add(number);
        left -= 1;
        if (left === 0 && !isEarly) setTimeout(kill, choices.below(8));
      }
    };
    const writing = writers.map(async (writer) => {
      const { connection } = writer;
      await connection.sendRequest(OpenRequest.type, { folder, holds: 'errors', setAside: false });
      // Several at a time, so that the blow falls into the middle of one.
      await Promise.all([0, 1, 2].map(() => writeOn(writer)));
    });
    const lanes = Promise.allSettled(writing);
    await victim.ended();
    expect((await lanes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    // The lock of the one that was killed is free again.
    const last = begun++;
    await write(survivor, last);
    answered.add(last);
    survivor.parent.disconnect();
    await survivor.ended();
  }

  const store = new ErrorStore({ onTrouble: (trouble) => expect.fail(trouble.reason) });
  onTestFinished(() => store.close());
  await store.open(folder);
  const states = { whole: 0, absent: 0, torn: 0 };
  const lost: number[] = [];
  for (let number = 0; number < begun; number++) {
    const state = await stateOf(store, number);
    states[state] += 1;
    if (state !== 'whole' && answered.has(number)) lost.push(number);
  }
  expect(lost).toEqual([]);
  expect(states.torn).toBe(0);
  expect(answered.size).toBeGreaterThan(5 * moments);
  const options = { repair: false, signal: new AbortController().signal };
  const verified = await verifyStore(folder, 'errors', options);
  expect(verified).toEqual({ whole: images * labels.length, damaged: 0 });
  report('store-kills', { moments, begun, answered: answered.size, ...states });
}, 1_800_000);

test('processes that write and make room at once keep within the limit, and the newest whole', async () => {
  const folder = temporaryFolder();
  const capacity = 3e6;
  const stores = [0, 1, 2].map(
    () => new ErrorStore({ capacity, onTrouble: (trouble) => expect.fail(trouble.reason) }),
  );
  onTestFinished(() => {
    for (const store of stores) store.close();
  });
  await Promise.all(stores.map((store) => store.open(folder)));
  const rounds = 60;
  let newest = '';
  // Twice what there is room for.
  await Promise.all(
    stores.map(async (store, writer) => {
      for (let round = 0; round < rounds; round++) {
        const rows = labels.map((conditioning, label) => ({
          conditioning,
          errors: errorsOf(label, 400),
        }));
        newest = `image ${writer} ${round}`;
        await store.remember(newest, rows);
      }
    }),
  );
  expect(await stores[0]!.find(newest, labels)).toEqual(labels.map((_, i) => errorsOf(i, 400)));
  const { content, onDisk } = await storeInfo(folder, 'errors');
  expect(content!.bytes).toBeLessThanOrEqual(capacity);
  expect(content!.bytes).toBeGreaterThan(capacity / 2);
  expect(onDisk).toBeLessThan(2 * capacity);
  const options = { repair: false, signal: new AbortController().signal };
  expect((await verifyStore(folder, 'errors', options)).damaged).toBe(0);
}, 120_000);
