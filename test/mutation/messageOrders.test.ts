import { expect, test } from 'vitest';
import type { Transport } from '../protocol/serverProcess';
import { jsonMutations } from './jsonMutations';
import { framed, messageTemplates } from './messageMutations';
import { Choices, report, share } from './mutations';
import { RawServer } from './rawServer';

/** What counts as a hang, ms. */
const patience = 5_000;
/** Beside those of messages.test.ts, to make 10,000. */
const messages = 300;

const templates = messageTemplates('file:///no/such/a.png', 'no-such-model', 'file:///a.md');
const [request, , known, hover] = templates;
const others = templates.filter(({ method }) => method !== 'initialize');
const initialize = templates.find(({ method }) => method === 'initialize')!;
const steps = [
  'initialize',
  'initialize',
  'known',
  'classify',
  'other',
  'shutdown',
  'exit',
  'half',
];

/** Sends messages in an order that no client should, and tells what became of them. */
async function session(choices: Choices, most: number) {
  const transport = choices.pick<Transport>(['stdio', 'stdio', 'stdio', 'socket', 'node-ipc']);
  const server = await RawServer.start(transport);
  let phase = 'started' as 'started' | 'running' | 'shut down';
  let sent = 0;
  const codes: number[] = [];

  async function ask(method: string, params: unknown): Promise<boolean> {
    const before = phase;
    const { error } = await server.ask(method, params, patience);
    if (error) codes.push(error.code);
    if (before === 'shut down') expect(error?.code).toBe(-32600);
    if (before === 'started' && method !== 'initialize') expect(error?.code).toBe(-32002);
    if (before === 'running' && method === 'initialize') expect(error?.code).toBe(-32600);
    return !error;
  }

  const take: Record<string, () => Promise<boolean>> = {
    async initialize() {
      const mutate = jsonMutations[choices.pick(['otherValue', 'lostField', 'inList'])]!;
      const good = JSON.stringify(initialize.params);
      const bad = choices.below(2) ? mutate(good, choices).toString() : good;
      let params: unknown;
      try {
        params = JSON.parse(bad);
        JSON.stringify(params);
      } catch {
        params = null;
      }
      if (await ask('initialize', params)) phase = 'running';
      return true;
    },
    async known() {
      await ask(known!.method, known!.params);
      await ask(hover!.method, hover!.params);
      return true;
    },
    async classify() {
      await ask(request!.method, request!.params);
      return true;
    },
    async other() {
      const { method, isRequest, params } = choices.pick(others);
      if (isRequest) await ask(method, params);
      else server.notify(method, params);
      return true;
    },
    async shutdown() {
      if (await ask('shutdown', choices.pick([undefined, null, {}, []]))) phase = 'shut down';
      return true;
    },
    async exit() {
      server.notify('exit', choices.pick([undefined, null, 5]));
      return false;
    },
    async half() {
      const bytes = framed('{"jsonrpc":"2.0","method":"initialized"}');
      server.send(bytes.subarray(0, choices.below(bytes.length)), undefined);
      return false;
    },
  };

  for (let goesOn = true; goesOn && sent < most; sent++)
    goesOn = await take[choices.pick(steps)]!();
  server.endInput();
  const began = performance.now();
  const end = await Promise.race([
    server.ended,
    new Promise((resolve) => setTimeout(resolve, patience, 'a hang')),
  ]);
  server.kill();
  expect([transport, end]).toEqual([transport, phase === 'shut down' ? 0 : 1]);
  expect(server.stray).toBe('');
  expect(server.stderr).not.toMatch(/\n\s+at /);
  return { sent, codes, milliseconds: performance.now() - began };
}

test('messages in any order are answered, and the process ends in order', async () => {
  const refused: Record<string, number> = {};
  let tried = 0;
  let processes = 0;
  let slowestEndMs = 0;
  for (let seed = 0; tried < share(messages); seed++) {
    const { sent, codes, milliseconds } = await session(new Choices(seed), share(messages) - tried);
    for (const code of codes) refused[code] = (refused[code] ?? 0) + 1;
    tried += sent;
    processes += 1;
    slowestEndMs = Math.max(slowestEndMs, Math.round(milliseconds));
  }
  report('messageOrders', { tried, processes, refused, slowestEndMs });
}, 600_000);
