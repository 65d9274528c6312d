import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transport } from '../protocol/serverProcess';
import {
  type MessageMutation,
  messageMutations,
  messageTemplates,
  type Template,
} from './messageMutations';
import { Choices, report, share } from './mutations';
import { type Answer, RawServer } from './rawServer';

/** Megabytes in use after the first tenth of all messages and after the last. */
const growth = 20;
/** What counts as a hang, ms. */
const patience = 5_000;
/** Messages that are on their way at once. */
const groupSize = 20;
/** Characters of an answer beside the id and the result. */
const longestError = 50_000;
/** An answer of one of these codes says what is wrong. */
const refusals = [-32700, -32600, -32601, -32602, -32001, -32002, -32800];

const folder = mkdtempSync(path.join(tmpdir(), 'messages-'));
const image = path.join(folder, 'images', 'a.png');
const model = path.join(folder, 'model');
const home = path.join(folder, 'home');
let templates: Template[];

beforeAll(async () => {
  for (const name of ['images', 'home', 'cwd']) mkdirSync(path.join(folder, name));
  cpSync(path.resolve(__dirname, '../fixtures/tiny-crossed'), model, { recursive: true });
  await sharp({ create: { width: 20, height: 16, channels: 3, background: '#36a' } })
    .png()
    .toFile(image);
  const document = pathToFileURL(path.join(folder, 'images', 'notes.md')).href;
  templates = messageTemplates(pathToFileURL(image).href, model, document);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every file that the server might touch but must not, with what is in it. */
function filesOutside(): string[] {
  return ['images', 'model', 'cwd'].flatMap((name) =>
    readdirSync(path.join(folder, name), { recursive: true, encoding: 'utf8' }).map((entry) => {
      const file = path.join(folder, name, entry);
      const isFile = statSync(file).isFile();
      return `${file} ${isFile ? createHash('sha256').update(readFileSync(file)).digest('hex') : ''}`;
    }),
  );
}

const environment = {
  cwd: path.join(folder, 'cwd'),
  env: {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: home,
    XDG_CACHE_HOME: home,
  },
};

async function start(transport: Transport): Promise<RawServer> {
  const server = await RawServer.start(transport, environment);
  const capabilities = { workspace: { configuration: true }, window: { workDoneProgress: true } };
  const params = { processId: process.pid, capabilities, initializationOptions: { model } };
  await server.ask('initialize', params, patience);
  server.notify('initialized', {});
  return server;
}

/** Figures of one kind of mutation. */
class Figures {
  tried = 0;
  accepted = 0;
  /** Notifications and responses. */
  unanswered = 0;
  /** By code. */
  readonly refused: Record<string, number> = {};
  slowestMs = 0;

  answer({ error, at }: Answer, sent: number): void {
    if (error) this.refused[error.code] = (this.refused[error.code] ?? 0) + 1;
    else this.accepted += 1;
    this.slowestMs = Math.max(this.slowestMs, Math.round(at - sent));
  }
}

/** What is wrong with an answer, if anything. */
function fault({ error, id, length }: Answer, bytes: Buffer): string[] {
  const faults: string[] = [];
  const shown = bytes.toString('utf8', 0, 400);
  if (!error) return [];
  if (!refusals.includes(error.code)) faults.push(`answered ${JSON.stringify(error)}: ${shown}`);
  const isNamed = /[a-zA-Z/]+.*[:"]|Batches|defines|received/.test(error.message);
  if (error.code === -32602 && !isNamed) faults.push(`${error.message} names nothing: ${shown}`);
  if (length - String(id).length > longestError) {
    faults.push(`an error of ${length} characters: ${shown}`);
  }
  return faults;
}

interface Sent {
  kind: string;
  mutation: MessageMutation;
  /** ms of `performance.now()`. */
  sentAt: number;
}

/** Sends a group and good requests after it, waits for all answers and returns what is wrong. */
async function trial(
  server: RawServer,
  group: readonly [string, MessageMutation][],
  figures: Map<string, Figures>,
): Promise<string[]> {
  server.answers.clear();
  const sent: Sent[] = group.map(([kind, mutation]) => {
    server.send(mutation.bytes, mutation.value);
    return { kind, mutation, sentAt: performance.now() };
  });
  const ids = new Map<string, number>();
  for (const id of sent.flatMap(({ mutation }) => mutation.ids)) {
    ids.set(JSON.stringify(id), (ids.get(JSON.stringify(id)) ?? 0) + 1);
  }
  const open = () =>
    [...ids].filter(([key, count]) => (server.answers.get(key)?.length ?? 0) < count);

  // Some ask for more work than anybody waits for.
  const began = performance.now();
  await server
    .until(() => open().length === 0 || performance.now() > began + 300, patience, '')
    .catch(() => {});
  for (const [key] of open()) server.notify('$/cancelRequest', { id: JSON.parse(key) });
  // Whatever options were set, back to those of the start.
  server.notify('workspace/didChangeConfiguration', { settings: { diffusionClassifier: {} } });
  const known = await server.ask('diffusionClassifier/known', { image }, patience);
  const faults: string[] = known.error ? [`known: ${known.error.message}`] : [];
  await server.until(() => open().length === 0, patience, `answers to ${open()}`);

  for (const { kind, mutation, sentAt } of sent) {
    const figure = figures.get(kind)!;
    figure.tried += 1;
    for (const id of mutation.ids) {
      const answer = server.answers.get(JSON.stringify(id))!.shift()!;
      figure.answer(answer, sentAt);
      faults.push(...fault(answer, mutation.bytes));
    }
    const { refusal, isBroken } = mutation;
    const refusals = server.answers.get('null') ?? [];
    const at = refusals.findIndex(({ error }) => error?.code === refusal);
    if (refusal && at < 0) faults.push(`no answer: ${mutation.bytes.toString('utf8', 0, 400)}`);
    if (refusal && at >= 0) figure.answer(refusals.splice(at, 1)[0]!, sentAt);
    if (mutation.ids.length === 0 && !refusal && !isBroken) figure.unanswered += 1;
  }
  const broken = sent.find(({ mutation }) => mutation.isBroken);
  for (const answer of server.answers.get('null') ?? []) {
    if (broken) figures.get(broken.kind)!.answer(answer, broken.sentAt);
    else faults.push(`answered though nobody asked: ${JSON.stringify(answer)}`);
    faults.push(...fault(answer, Buffer.alloc(0)));
  }
  return faults;
}

async function goodClassification(server: RawServer): Promise<void> {
  const params = { image, labels: ['circle', 'square'], model, options: { samples: 2 } };
  const answer = await server.ask('diffusionClassifier/classify', params, patience);
  expect(answer).toHaveProperty('result.predicted');
}

/** Whether Node's own channel takes it: what is no JSON or too deep, it does not send. */
function canBeSentAsValue({ value }: MessageMutation): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function* mutations(): Generator<[string, MessageMutation]> {
  const kinds = Object.entries(messageMutations);
  const left = kinds.flatMap(([kind, { of10000 }]) => Array<string>(share(of10000)).fill(kind));
  const order = new Choices(20_251_123);
  for (let id = 1_000; left.length > 0; id++) {
    const [kind] = left.splice(order.below(left.length), 1);
    const choices = new Choices(id);
    yield [kind!, messageMutations[kind!]!.make({ choices, templates, id })];
  }
}

test(
  'no message and no bytes take the server down, go without an answer or make it grow',
  async () => {
    const before = filesOutside();
    const figures = new Map(Object.keys(messageMutations).map((kind) => [kind, new Figures()]));
    const faults: string[] = [];
    const memory: Awaited<ReturnType<RawServer['memory']>>[] = [];
    const transports: Transport[] = ['stdio', 'socket', 'node-ipc'];
    const servers = new Map<Transport, { server: RawServer; group: [string, MessageMutation][] }>();
    for (const transport of transports) {
      servers.set(transport, { server: await start(transport), group: [] });
    }
    const total = Object.values(messageMutations)
      .map(({ of10000 }) => share(of10000))
      .reduce((sum, some) => sum + some);
    let count = 0;

    const send = async (transport: Transport): Promise<void> => {
      const { server, group } = servers.get(transport)!;
      try {
        faults.push(...(await trial(server, group, figures)));
        await goodClassification(server);
      } catch (error) {
        const kinds = group.map(
          ([kind, { bytes }]) => `${kind}: ${bytes.toString('utf8', 0, 300)}`,
        );
        throw new Error(`${transport}: ${error}\n${kinds.join('\n')}\n${server.stderr}`);
      }
      group.length = 0;
    };

    for (const mutation of mutations()) {
      const isValue = canBeSentAsValue(mutation[1]);
      const transport =
        count % 10 === 8 ? 'socket' : count % 10 === 9 && isValue ? 'node-ipc' : 'stdio';
      const { group } = servers.get(transport)!;
      group.push(mutation);
      count += 1;
      if (group.length === groupSize) await send(transport);
      if (count % Math.floor(total / 10) === 0) {
        memory.push(await servers.get('stdio')!.server.memory());
      }
    }
    for (const transport of transports) await send(transport);
    expect(count).toBe(total);
    // An image of 60 MB that nobody waits for any more may be on its way through the host.
    for (let wait = 0; wait < 20 && memory.at(-1)!.inUse > memory[0]!.inUse + growth; wait++) {
      await setTimeout(500);
      memory.push(await servers.get('stdio')!.server.memory());
    }

    for (const { server } of servers.values()) {
      expect(server.stray).toBe('');
      expect(server.stderr).not.toMatch(/\n\s+at /);
      await server.ask('shutdown', undefined, patience);
      server.notify('exit', undefined);
      expect(await server.ended).toBe(0);
    }
    expect(filesOutside()).toEqual(before);
    report('messages', { kinds: Object.fromEntries(figures), megabytes: memory, faults });
    expect(faults).toEqual([]);
    expect(memory.at(-1)!.inUse - memory[0]!.inUse).toBeLessThan(growth);
  },
  60 * 60_000,
);
