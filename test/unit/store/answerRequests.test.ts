import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  FindErrorsRequest,
  NoteRequest,
  RememberErrorsRequest,
  SetNoteRequest,
} from '../../../server/src/store/errorMessages';
import { type Holding, type OpenParams, OpenRequest } from '../../../server/src/store/messages';
import { packErrors } from '../../../server/src/store/packedErrors';
import { answerRequests } from '../../../server/src/store/process/answerRequests';
import { FindRequest, RememberRequest } from '../../../server/src/store/resultMessages';
import { InfoRequest, VerifyRequest } from '../../../server/src/store/upkeepMessages';
import { errorsOf } from './sampleErrors';
import { result, temporaryFolder } from './sampleResults';

function openParams(holds: Holding): OpenParams {
  return { folder: temporaryFolder(), holds, setAside: false };
}

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
  const open = openParams('results');
  expect(await store.sendRequest(OpenRequest.type, open)).toEqual({});
  const stored = { stamp: '6 1', result: result('cat') };
  expect(await store.sendRequest(RememberRequest.type, { file: '/a', ...stored })).toBeNull();
  expect(await store.sendRequest(FindRequest.type, { file: '/a' })).toEqual(stored);
  expect(await store.sendRequest(FindRequest.type, { file: '/b' })).toBeNull();
});

test('a store of errors remembers, finds, notes, counts and verifies', async () => {
  const store = connect();
  await store.sendRequest(OpenRequest.type, openParams('errors'));
  const packed = packErrors(errorsOf(1, 3)).toString('base64');
  const rows = [{ conditioning: 'cat', packed }];
  const remembering = store.sendRequest(RememberErrorsRequest.type, { context: 'a', rows });
  expect(await remembering).toBeNull();
  const asked = { context: 'a', conditionings: ['dog', 'cat'] };
  expect(await store.sendRequest(FindErrorsRequest.type, asked)).toEqual([null, packed]);
  expect(await store.sendRequest(NoteRequest.type, { key: 'k' })).toBeNull();
  expect(await store.sendRequest(SetNoteRequest.type, { key: 'k', value: 'v' })).toBeNull();
  expect(await store.sendRequest(NoteRequest.type, { key: 'k' })).toBe('v');
  expect(await store.sendRequest(InfoRequest.type, null)).toMatchObject({ evaluations: 3 });
  const part = { after: null, bytes: 1e6, repair: false };
  expect(await store.sendRequest(VerifyRequest.type, part)).toEqual({
    whole: 1,
    damaged: 0,
    next: null,
  });
});

test('a store of results has no errors, and the other way round', async () => {
  const results = connect();
  await results.sendRequest(OpenRequest.type, openParams('results'));
  expect(await results.sendRequest(InfoRequest.type, null)).toMatchObject({ results: 0 });
  await expect(results.sendRequest(NoteRequest.type, { key: 'k' })).rejects.toThrow('no notes');
  const errors = connect();
  await errors.sendRequest(OpenRequest.type, openParams('errors'));
  await expect(errors.sendRequest(FindRequest.type, { file: '/a' })).rejects.toThrow('no results');
});

test('a failure is answered with its kind', async () => {
  await expect(connect().sendRequest(FindRequest.type, { file: '/a' })).rejects.toMatchObject({
    data: { kind: 'unusable' },
  });
});

test('a bug is answered as one', async () => {
  const store = connect();
  await store.sendRequest(OpenRequest.type, openParams('results'));
  const nonsense = store.sendRequest('find', { file: 5 });
  await expect(nonsense).rejects.toMatchObject({ code: ErrorCodes.InternalError });
});
