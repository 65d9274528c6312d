import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { FindRequest, OpenRequest, RememberRequest } from '../../../server/src/store/messages';
import { answerRequests } from '../../../server/src/store/process/answerRequests';
import { result, temporaryFolder } from './sampleResults';

/** A store that answers in this process, and whoever asks it. */
function connect(): MessageConnection {
  const [up, down] = [new PassThrough(), new PassThrough()];
  answerRequests(
    createMessageConnection(new StreamMessageReader(up), new StreamMessageWriter(down)),
  );
  const asker = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  asker.listen();
  onTestFinished(() => {
    asker.dispose();
    up.end();
  });
  return asker;
}

test('opens, remembers and finds', async () => {
  const store = connect();
  const open = { folder: temporaryFolder(), setAside: false };
  expect(await store.sendRequest(OpenRequest.type, open)).toEqual({});
  const stored = { stamp: '6 1', result: result('cat') };
  expect(await store.sendRequest(RememberRequest.type, { file: '/a', ...stored })).toBeNull();
  expect(await store.sendRequest(FindRequest.type, { file: '/a' })).toEqual(stored);
  expect(await store.sendRequest(FindRequest.type, { file: '/b' })).toBeNull();
});

test('a failure is answered with its kind', async () => {
  await expect(connect().sendRequest(FindRequest.type, { file: '/a' })).rejects.toMatchObject({
    data: { kind: 'unusable' },
  });
});

test('a bug is answered as one', async () => {
  const store = connect();
  await store.sendRequest(OpenRequest.type, { folder: temporaryFolder(), setAside: false });
  const nonsense = store.sendRequest('find', { file: 5 });
  await expect(nonsense).rejects.toMatchObject({ code: ErrorCodes.InternalError });
});
