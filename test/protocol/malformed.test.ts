import { expect, onTestFinished, test } from 'vitest';
import { framed } from '../mutation/messageMutations';
import { RawServer } from '../mutation/rawServer';
import {
  classify,
  errorAnswer,
  pictureFolder,
  type RunningServer,
  startServer,
} from './serverProcess';

const image = 'file:///cat.jpg';
const labels = ['cat', 'dog'];

async function stillWorks(server: RunningServer): Promise<void> {
  const { uri } = await pictureFolder();
  const result = await classify(server, { image: uri, labels, options: { samples: 2 } });
  expect(labels).toContain(result.predicted);
}

/** As {@link stillWorks}, without a classification. */
async function isAnswered({ client }: RunningServer): Promise<void> {
  expect(await client.sendRequest('diffusionClassifier/known', { image })).toBeNull();
}

test('malformed parameters are answered with -32602 and the field', async () => {
  const server = await startServer();
  const table: [unknown, string][] = [
    [{}, 'image: expected string'],
    [{ image: 5, labels }, 'image: expected string'],
    [{ image, labels: 'cat' }, 'labels: expected array'],
    [{ image, labels: [] }, 'labels: expected array to have >=1 items'],
    [{ image, labels: ['cat', null] }, 'labels[1]: expected string or object'],
    [{ image, labels: [{ label: 'cat', prior: 0 }] }, 'labels[0].prior: expected number to be >0'],
    [{ image, labels: [{ label: 'cat', prompts: [''] }] }, 'labels[0].prompts[0]: expected'],
    [{ image, labels, model: '' }, 'model: expected'],
    [{ image, labels, colour: 'red' }, 'colour: unknown field'],
    [{ image, labels, options: { samples: 0 } }, 'options.samples: expected number to be >=1'],
    [{ image, labels, options: { loss: 'l3' } }, 'options.loss: expected one of "l2"|"l1"|"huber"'],
    [{ image, labels, options: { seed: -1 } }, 'options.seed: expected number to be >=0'],
    [{ image, labels, options: { sampleset: 'official' } }, 'options.sampleset: unknown field'],
    [{ image, labels, workDoneToken: {} }, 'workDoneToken: expected string or number'],
    [{ image, labels, standingToken: [] }, 'standingToken: expected string or number'],
    [[image, labels], 'received parameters by position'],
  ];
  for (const [parameters, message] of table) {
    const answer = server.client.sendRequest('diffusionClassifier/classify', parameters);
    const error = await errorAnswer(answer);
    expect([error.code, error.message]).toEqual([-32602, expect.stringContaining(message)]);
  }
  const none = await errorAnswer(server.client.sendRequest('diffusionClassifier/classify'));
  expect([none.code, none.message]).toEqual([-32602, expect.stringContaining('received none')]);
  for (const [method, field] of [
    ['diffusionClassifier/known', 'image'],
    ['textDocument/hover', 'textDocument'],
  ] as const) {
    const error = await errorAnswer(server.client.sendRequest(method, { other: 1 }));
    expect([error.code, error.message]).toEqual([-32602, expect.stringContaining(`${field}: `)]);
  }
  await stillWorks(server);
});

test('what cannot be done is answered with the code of the failure', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const table: [object, string][] = [
    [{ image: 'file:///no/such/cat.jpg', labels }, 'image-not-found'],
    [{ image: 'https://example.com/cat.jpg', labels }, 'image-not-readable'],
    [{ image: 'data:image/png;base64,bm8gcGljdHVyZQ==', labels }, 'image-not-decodable'],
    [{ image: uri, labels, model: 'no-such-model' }, 'model-not-found'],
    [{ image: uri, labels: ['cat', 'unicorn'] }, 'label-unknown'],
    [{ image: uri, labels: ['cat', 'cat'] }, 'labels-invalid'],
    [{ image: uri, labels, options: { keep: [2, 1], stages: [5] } }, 'options-invalid'],
  ];
  for (const [parameters, code] of table) {
    const answer = server.client.sendRequest('diffusionClassifier/classify', parameters);
    const error = await errorAnswer(answer);
    expect([error.code, error.data]).toEqual([-32001, expect.objectContaining({ code })]);
  }
  await stillWorks(server);
});

test('unknown methods, odd notifications and bytes that are no message do no harm', async () => {
  const server = await startServer();
  expect((await errorAnswer(server.client.sendRequest('diffusionClassifier/fly'))).code).toBe(
    -32601,
  );
  await server.client.sendNotification('no/such/notification', { a: 1 });
  await server.client.sendNotification('textDocument/didOpen', {});
  await server.client.sendNotification('textDocument/didChange', { textDocument: null });
  for (const body of [
    '{"jsonrpc": "2.0", "id": 1, "meth',
    '[]',
    '7',
    'null',
    '{"jsonrpc":"2.0"}',
  ]) {
    server.child.stdin!.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  }
  await stillWorks(server);
});

test('a header without a length costs one message, not the connection', async () => {
  const server = await startServer();
  const body = '{"jsonrpc":"2.0","id":1,"method":"diffusionClassifier/known"}';
  server.child.stdin!.write(`Content-Type: application/json\r\n\r\n${body}`);
  await isAnswered(server);
});

test('a length of gigabytes costs one message, not the connection, and nothing is kept', async () => {
  const server = await startServer();
  server.child.stdin!.write(`Content-Length: 4000000000\r\n\r\n${'x'.repeat(1_000_000)}`);
  await isAnswered(server);
});

test('requests with the ids 1 and "1" are both answered', async () => {
  const server = await RawServer.start('stdio');
  onTestFinished(() => server.kill());
  await server.ask('initialize', { processId: process.pid, capabilities: {} }, 5_000);
  const requests = [1, '1'].map((id) =>
    framed(JSON.stringify({ jsonrpc: '2.0', id, method: 'no/such', params: {} })),
  );
  server.send(Buffer.concat(requests), undefined);
  await server.until(() => server.answers.has('1') && server.answers.has('"1"'), 5_000, 'both');
});

test('over node-ipc a cancel of nothing does not end the server', async () => {
  const server = await startServer('node-ipc');
  for (const params of [undefined, null, {}, { id: null }, { id: { toString: 1 } }]) {
    server.child.send({ jsonrpc: '2.0', method: '$/cancelRequest', ...(params && { params }) });
  }
  await isAnswered(server);
});

test('a document whose text is a number is not taken for an open one', async () => {
  const server = await startServer();
  const logged: string[] = [];
  server.client.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  const uri = 'file:///a.md';
  await server.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text: 5 },
  });
  const position = { line: 0, character: 0 };
  const hover = server.client.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position,
  });
  expect(await hover).toBeNull();
  expect(logged).toEqual([
    'Ignored: textDocument/didOpen: textDocument.text: expected string, received number',
  ]);
});

test('an error of a request with a huge field, method or path is short', async () => {
  const server = await startServer();
  const huge = 'x'.repeat(5_000_000);
  for (const [method, params] of [
    [huge, {}],
    ['diffusionClassifier/classify', { [huge]: 1 }],
    ['diffusionClassifier/classify', { image: `/${huge}`, labels }],
    ['diffusionClassifier/classify', { image: `https://${huge}`, labels }],
    ['diffusionClassifier/classify', { image, labels: [huge] }],
    ['diffusionClassifier/classify', { image, labels, model: huge }],
  ] as const) {
    const { message, data } = await errorAnswer(server.client.sendRequest(method, params));
    expect(message.length + JSON.stringify(data ?? '').length).toBeLessThan(1_000);
  }
  await isAnswered(server);
});
