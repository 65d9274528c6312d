import { expect, test } from 'vitest';
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
