import { expect, test } from 'vitest';
import { AbstractMessageReader, AbstractMessageWriter, type Message } from 'vscode-jsonrpc/node';
import { checkMessages } from '../../../../server/src/lsp';
import { UnreadableMessage } from '../../../../server/src/lsp/transport/framedReader';

/** What a client sends, what comes through, and what it is answered. */
function checked() {
  let deliver: (message: Message) => void = () => {};
  const passed: unknown[] = [];
  const calls: string[] = [];
  const sent: unknown[] = [];
  const reader = new (class extends AbstractMessageReader {
    listen(callback: (message: Message) => void) {
      deliver = callback;
      return { dispose: () => {} };
    }
    override dispose() {
      calls.push('reader disposed');
    }
    fail(error: Error) {
      this.fireError(error);
    }
  })();
  const writer = new (class extends AbstractMessageWriter {
    async write(message: Message) {
      if ('result' in message && message.result === 'endless') throw new RangeError('too long');
      sent.push(JSON.parse(JSON.stringify(message)));
    }
    end() {
      calls.push('end');
    }
    override dispose() {
      calls.push('writer disposed');
    }
  })();
  const messages = checkMessages(reader, writer);
  messages.reader.listen((message) => passed.push(message));
  return {
    ...messages,
    calls,
    passed,
    sent,
    fail: (error: Error) => reader.fail(error),
    receive: (message: unknown) => deliver(message as Message),
  };
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { processId: 5, capabilities: {} },
};

/** As {@link checked}, after `initialize`. */
async function running() {
  const channel = checked();
  channel.receive(initialize);
  await channel.writer.write({ jsonrpc: '2.0', id: 0, result: {} } as Message);
  channel.passed.length = 0;
  channel.sent.length = 0;
  return channel;
}

const answered = (id: unknown, code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: expect.stringContaining(message) },
});

const ask = (id: unknown, method: unknown = 'm', params?: unknown) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

test.each<[string, unknown, unknown]>([
  ['a batch', [ask(1)], answered(null, -32600, 'Batches')],
  ['a number', 7, answered(null, -32600, 'object')],
  ['null', null, answered(null, -32600, 'object')],
  ['a string', 'initialize', answered(null, -32600, 'object')],
  ['an empty object', {}, answered(null, -32600, 'method')],
  ['an id and no method', { id: 3 }, answered(3, -32600, 'method')],
  ['a method that is no string', ask(3, 7), answered(3, -32600, 'method: expected a string')],
  ['the id null', ask(null), answered(null, -32600, 'id: expected')],
  ['an object as id', ask({ toString: 1 }), answered(null, -32600, 'id: expected')],
  ['a list as id', ask([1]), answered(null, -32600, 'id: expected')],
  ['an id that no answer can repeat', ask(2 ** 53), answered(null, -32600, 'id: expected')],
  ['an endless id', ask(Number.POSITIVE_INFINITY), answered(null, -32600, 'id: expected')],
  ['a name of a megabyte', ask(3, 'x'.repeat(1e6)), answered(3, -32601, 'xxx...')],
  ['initialize again', { ...initialize, id: 9 }, answered(9, -32600, 'initialized already')],
  [
    'parameters that the library trusts',
    ask(3, '$/cancelRequest', {}),
    answered(3, -32602, '$/cancelRequest: id: expected string or number'),
  ],
])('%s is answered and goes no further', async (_, message, answer) => {
  const { receive, passed, sent } = await running();
  receive(message);
  expect(sent).toEqual([answer]);
  expect(passed).toEqual([]);
});

test.each([
  ask('a'),
  ask(-1),
  ask(0.5),
  ask(''),
  { method: 'm' },
  { jsonrpc: '1.0', id: 3, method: 'm', result: 1 },
  { id: 3, result: null },
  { id: 'x', error: { code: 1, message: 'no' } },
])('%j goes through', async (message) => {
  const { receive, passed, sent } = await running();
  receive(message);
  expect(passed).toEqual([message]);
  expect(sent).toEqual([]);
});

test.each([{ id: null, error: { code: 1, message: 'no' } }, { result: 5 }, { id: {}, result: 5 }])(
  'the response %j is to nothing that was asked, and is dropped',
  async (message) => {
    const { receive, passed, sent } = await running();
    receive(message);
    expect([...passed, ...sent]).toEqual([]);
  },
);

test.each([
  [undefined, 'params: expected object'],
  [{ capabilities: 3 }, 'capabilities: expected object'],
  [{ capabilities: {}, processId: 1.5 }, 'processId: expected int'],
  [{ capabilities: {}, processId: -1 }, 'processId: expected number to be >0'],
  [{ capabilities: {}, processId: 2 ** 40 }, 'processId: expected'],
  [{ capabilities: {}, locale: 5 }, 'locale: expected string'],
  [{ capabilities: {}, workDoneToken: {} }, 'workDoneToken: expected string or number'],
])('initialize with %j is refused, and may be tried again', (params, reason) => {
  const { receive, passed, sent } = checked();
  receive({ ...initialize, params });
  expect(sent).toEqual([answered(0, -32602, `initialize: ${reason}`)]);
  receive(initialize);
  expect(passed).toEqual([initialize]);
});

test('initialize may say null where it has nothing to say', () => {
  const { receive, passed } = checked();
  const nothing = { processId: null, locale: null, trace: null, workDoneToken: null };
  const message = { ...initialize, params: { ...nothing, capabilities: {} } };
  receive(message);
  expect(passed).toEqual([message]);
});

test('notifications that the library would take for what they are not are dropped and logged', async () => {
  const { receive, passed, sent } = await running();
  const uri = 'file:///a.md';
  for (const [method, params, reason] of [
    ['textDocument/didOpen', {}, 'textDocument: expected object'],
    [
      'textDocument/didOpen',
      { textDocument: { uri, languageId: 'markdown', version: 1, text: 5 } },
      'textDocument.text: expected string, received number',
    ],
    [
      'textDocument/didChange',
      {
        textDocument: { uri, version: 2 },
        contentChanges: [{ text: '', range: { start: { line: -1, character: 0 } } }],
      },
      'contentChanges[0].range.start.line: expected number to be >=0',
    ],
    ['textDocument/didClose', null, 'params: expected object'],
    ['$/cancelRequest', undefined, 'params: expected object'],
    ['$/setTrace', { value: 3 }, 'value: expected string'],
  ] as const) {
    sent.length = 0;
    receive({ jsonrpc: '2.0', method, params });
    expect(sent).toEqual([
      {
        jsonrpc: '2.0',
        method: 'window/logMessage',
        params: { type: 2, message: expect.stringContaining(`Ignored: ${method}: ${reason}`) },
      },
    ]);
  }
  expect(passed).toEqual([]);
});

test('before initialize requests are refused, notifications dropped, and exit is heard', () => {
  const { receive, passed, sent, isShutDown } = checked();
  receive(ask(1, 'shutdown'));
  expect(sent).toEqual([answered(1, -32002, 'shutdown: the server waits')]);
  receive({ method: 'initialize', params: initialize.params });
  receive({ method: 'textDocument/didOpen' });
  expect(sent).toHaveLength(1);
  expect(isShutDown()).toBe(false);
  receive({ method: 'exit' });
  expect(passed).toEqual([{ method: 'exit' }]);
});

test('after shutdown requests are refused, notifications dropped, and exit is heard', async () => {
  const { receive, passed, sent, isShutDown } = await running();
  receive(ask(1, 'shutdown'));
  expect(isShutDown()).toBe(true);
  receive(ask(2, 'diffusionClassifier/known'));
  expect(sent).toEqual([answered(2, -32600, 'was told to shut down')]);
  receive({ method: '$/setTrace', params: { value: 'off' } });
  receive({ method: 'exit' });
  expect(passed).toEqual([ask(1, 'shutdown'), { method: 'exit' }]);
});

test('an id is free again once its request is answered', async () => {
  const { receive, passed, sent, writer } = await running();
  receive(ask(1, 'a'));
  receive(ask(1, 'b'));
  receive(ask('1', 'c'));
  expect(passed).toEqual([ask(1, 'a')]);
  expect(sent).toEqual([answered(1, -32600, 'b is not'), answered('1', -32600, 'c is not')]);
  await writer.write({ jsonrpc: '2.0', id: 1, method: 'workspace/configuration' } as Message);
  receive(ask(1, 'd'));
  expect(passed).toHaveLength(1);
  await writer.write({ jsonrpc: '2.0', id: 1, result: 5 } as Message);
  receive(ask(1, 'e'));
  expect(passed).toEqual([ask(1, 'a'), ask(1, 'e')]);
});

test('what cannot be read is answered with a parse error; a broken stream is not', async () => {
  const { fail, sent } = await running();
  fail(new UnreadableMessage('not JSON'));
  fail(new Error('ECONNRESET'));
  expect(sent).toEqual([answered(null, -32700, 'not JSON')]);
});

test('of an answer that cannot be written the client hears that it cannot', async () => {
  const { receive, sent, passed, writer } = await running();
  receive(ask(1, 'a'));
  await writer.write({ jsonrpc: '2.0', id: 1, result: 'endless' } as Message);
  expect(sent).toEqual([answered(1, -32603, 'The answer cannot be written: too long.')]);
  receive(ask(1, 'b'));
  expect(passed).toHaveLength(2);
});

test('the transport hears of the end', async () => {
  const { reader, writer, calls } = await running();
  writer.end();
  writer.dispose();
  reader.dispose();
  expect(calls).toEqual(['end', 'writer disposed', 'reader disposed']);
});

test.each(['textDocument/didSave', 'textDocument/willSave', '$/progress'])(
  'a %s of nothing is logged by name, and goes no further',
  async (method) => {
    const channel = await running();
    channel.receive({ jsonrpc: '2.0', method, params: {} });
    expect(channel.passed).toEqual([]);
    const message = expect.stringMatching(/^Ignored: .*: expected /);
    expect(channel.sent.at(-1)).toMatchObject({ method: 'window/logMessage', params: { message } });
  },
);

test('a textDocument/willSaveWaitUntil of nothing is refused, and is no bug', async () => {
  const channel = await running();
  const method = 'textDocument/willSaveWaitUntil';
  channel.receive({ jsonrpc: '2.0', id: 7, method, params: { textDocument: null } });
  expect(channel.passed).toEqual([]);
  expect(channel.sent.at(-1)).toMatchObject({ id: 7, error: { code: -32602 } });
});
