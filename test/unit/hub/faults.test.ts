import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadModel } from '../../../server/src/hub';
import { type Fault, storedFile } from '../../fixtures/hub/hubServer';
import {
  failureOf,
  filesIn,
  type HubForTest,
  mountDisk,
  startHub,
  temporaryFolder,
} from './hubForTest';

const weights = 'unet/model.onnx';
const small = 'unet/config.json';
const part = `${weights}.part`;

function download({ settings }: HubForTest, onNote?: (note: string) => void): Promise<string> {
  return downloadModel({ model: 'someone/tiny', acceptLicence: 'mit', settings, onNote });
}

function expectWhole({ hub, folder }: HubForTest): void {
  expect(filesIn(folder)).toEqual([...hub.files.keys()].sort());
  for (const [file, { content }] of hub.files) {
    expect(readFileSync(path.join(folder, file)).equals(content)).toBe(true);
  }
}

interface Case {
  name: string;
  fault: Fault;
  reason: string;
  words: string;
  /** Bytes of the file that are left in its part; without it, not even the part. */
  left?: number;
}

test.each<Case>([
  {
    name: 'a wrong hash',
    fault: { at: weights, flipByte: 50_000 },
    reason: 'wrong-hash',
    words: 'another content than its hash promises: it was deleted',
  },
  {
    name: 'a wrong hash of a small file',
    fault: { at: small, flipByte: 5 },
    reason: 'wrong-hash',
    words: 'config.json',
  },
  {
    name: 'too many bytes',
    fault: { at: weights, extraBytes: 7 },
    reason: 'wrong-size',
    words: 'more than 106942 bytes, expected 106942: it was deleted',
  },
  {
    name: 'too few bytes',
    fault: { at: weights, extraBytes: -7 },
    reason: 'wrong-size',
    words: 'came with 106935 bytes, expected 106942: it was deleted',
  },
  {
    name: '401 for the listing',
    fault: { at: 'listing', status: 401 },
    reason: 'unauthorized',
    words: 'accept its licence, and give a token',
  },
  {
    name: '403 for a file',
    fault: { at: weights, status: 403 },
    reason: 'unauthorized',
    words: 'the file model.onnx',
  },
  {
    name: '404 for the listing',
    fault: { at: 'listing', status: 404 },
    reason: 'not-found',
    words: 'There is no model someone/tiny at main at 127.0.0.1',
  },
  {
    name: '404 for a file',
    fault: { at: weights, status: 404 },
    reason: 'not-found',
    words: 'There is no file model.onnx',
  },
  {
    name: '429 that asks for an hour',
    fault: { at: weights, status: 429, headers: { 'retry-after': '3600' } },
    reason: 'rate-limited',
    words: 'try again in 3600 s',
  },
  {
    name: '429 again and again',
    fault: { at: weights, status: 429, headers: { 'retry-after': '0' } },
    reason: 'rate-limited',
    words: 'too many requests',
  },
  {
    name: '429 without a time',
    fault: { at: 'listing', status: 429 },
    reason: 'rate-limited',
    words: 'try again in a while',
  },
  {
    name: '500 again and again',
    fault: { at: weights, status: 500 },
    reason: 'server-error',
    words: 'answered 500',
  },
  {
    name: 'a status that means nothing here',
    fault: { at: weights, status: 418 },
    reason: 'server-error',
    words: 'answered 418',
  },
  {
    name: 'a listing that is no JSON',
    fault: { at: 'listing', body: '<html>Sign in to the Wi-Fi</html>' },
    reason: 'garbled',
    words: 'it is not JSON',
  },
  {
    name: 'a listing of another shape',
    fault: { at: 'listing', body: '{"sha":"nonsense","siblings":[]}' },
    reason: 'garbled',
    words: 'sha',
  },
  {
    name: 'a listing that never ends',
    fault: { at: 'listing', stallAt: 30 },
    reason: 'stalled',
    words: 'sent nothing for 1 s',
  },
  {
    name: 'a file that stops coming',
    fault: { at: weights, stallAt: 40_000 },
    reason: 'stalled',
    words: 'sent nothing for 1 s',
    left: 40_000,
  },
  {
    name: 'redirects without end',
    fault: { at: weights, redirect: '/someone/tiny/resolve/main/unet/model.onnx' },
    reason: 'garbled',
    words: 'redirects without end',
  },
  {
    name: 'a redirect to no URL',
    fault: { at: weights, redirect: 'http://[' },
    reason: 'garbled',
    words: 'to no URL',
  },
  {
    name: 'a redirect to a file of this machine',
    fault: { at: weights, redirect: 'file:///etc/passwd' },
    reason: 'redirect-refused',
    words: 'refused',
  },
])('$name', async ({ fault, reason, words, left }) => {
  const started = await startHub();
  const { hub, folder } = started;
  hub.faults.push(fault);
  const failure = await failureOf(download(started));
  expect(failure).toMatchObject({ code: 'download-failed', details: { reason } });
  expect(failure.message).toContain(words);
  expect(filesIn(folder)).not.toContain(fault.at);
  const [leftPart] = filesIn(folder).filter((file) => file.includes('.part'));
  expect(leftPart === undefined ? undefined : statSync(path.join(folder, part)).size).toBe(left);

  // Once the fault is gone the same command brings the model.
  hub.faults.length = 0;
  await download(started);
  expectWhole(started);
});

test.each<[string, Fault]>([
  ['a wrong hash, once', { at: weights, flipByte: 9, times: 1 }],
  ['a wrong size, once', { at: weights, extraBytes: 9, times: 1 }],
  ['500 and 503, then the file', { at: weights, status: 503, times: 3 }],
  ['429, then the listing', { at: 'listing', status: 429, times: 1 }],
  ['a cut in the middle', { at: weights, cutAt: 50_000, times: 1 }],
  ['a cut listing', { at: 'listing', cutAt: 20, times: 1 }],
  ['a compressed listing', { at: 'listing', gzip: true }],
  ['a compressed file', { at: weights, gzip: true }],
])('%s: nobody need do anything', async (_, fault) => {
  const started = await startHub();
  started.hub.faults.push(fault);
  await download(started);
  expectWhole(started);
});

test('a hub that asks to wait is waited for, and that is said', async () => {
  const started = await startHub();
  started.hub.faults.push({
    ...{ at: weights, status: 429, headers: { 'retry-after': '1' }, times: 1 },
  });
  const notes: string[] = [];
  const start = performance.now();
  await download(started, (note) => notes.push(note));
  expect(performance.now() - start).toBeGreaterThan(950);
  expect(notes).toContain('Waiting 1 s before asking again');
  expectWhole(started);
});

/** Leaves half of the weights, as a download that was cut off does. */
async function cutInHalf(started: HubForTest): Promise<number> {
  const { hub, folder } = started;
  hub.faults.push({ at: weights, cutAt: 50_000 });
  await failureOf(download(started));
  hub.faults.length = 0;
  hub.asked.length = 0;
  return statSync(path.join(folder, part)).size;
}

test('a hub that sends the whole file instead of the rest: begun anew, not appended', async () => {
  const started = await startHub();
  await cutInHalf(started);
  started.hub.faults.push({ at: weights, ignoresRange: true });
  await download(started);
  expect(started.hub.bytesAsked(weights)).toMatchObject([{ status: 200 }]);
  expectWhole(started);
});

test('a file that has changed since the cut is noticed by its ETag, and refused by its hash', async () => {
  const started = await startHub();
  const { hub } = started;
  const size = await cutInHalf(started);
  hub.faults.push({ at: weights, content: Buffer.alloc(106_942, 1) });
  const failure = await failureOf(download(started));
  expect(failure.details.reason).toBe('wrong-hash');
  const { sha256 } = hub.files.get(weights)!;
  expect(hub.bytesAsked(weights)[0]).toMatchObject({
    ...{ range: `bytes=${size}-`, ifRange: `"${sha256}"`, status: 200 },
  });
});

test.each(['\0'.repeat(66), '', '"two\nlines"'])(
  'the ETag that an earlier download left is damaged (%j): the download goes on without it',
  async (etag) => {
    const started = await startHub();
    const { hub, folder } = started;
    mkdirSync(path.join(folder, 'unet'), { recursive: true });
    const { content } = hub.files.get(weights)!;
    writeFileSync(path.join(folder, part), content.subarray(0, 1_000));
    writeFileSync(path.join(folder, `${part}.etag`), etag);
    await download(started);
    expectWhole(started);
    expect(hub.bytesAsked(weights)).toMatchObject([{ range: 'bytes=1000-', ifRange: undefined }]);
  },
);

test('a hub that begins anew each time, and is cut now here and now there, is given up', async () => {
  const started = await startHub();
  const cuts = [50_000, 40_000, 50_000, 40_000, 50_000, 40_000, 50_000, 40_000];
  for (const cutAt of cuts) {
    started.hub.faults.push({ at: weights, times: 1, cutAt, ignoresRange: true });
  }
  expect((await failureOf(download(started))).details.reason).toBe('cut');
});

test('what an earlier download left is damaged: noticed by the hash, and downloaded anew', async () => {
  const started = await startHub();
  const { hub, folder } = started;
  const size = await cutInHalf(started);
  writeFileSync(path.join(folder, part), Buffer.alloc(size, 7));
  await download(started);
  expect(hub.bytesAsked(weights)).toMatchObject([{ status: 206 }, { status: 200 }]);
  expectWhole(started);
});

test('what an earlier download left is longer than the file: begun anew', async () => {
  const started = await startHub();
  await cutInHalf(started);
  writeFileSync(path.join(started.folder, part), Buffer.alloc(200_000));
  await download(started);
  expect(started.hub.bytesAsked(weights)).toMatchObject([{ range: undefined, status: 200 }]);
  expectWhole(started);
});

test('everything was there but the name: nothing is asked for again', async () => {
  const started = await startHub();
  await cutInHalf(started);
  writeFileSync(path.join(started.folder, part), started.hub.files.get(weights)!.content);
  await download(started);
  expect(started.hub.bytesAsked(weights)).toEqual([]);
  expectWhole(started);
});

test('the token goes to the hub alone, however it redirects', async () => {
  const started = await startHub({ token: 'hf_secret' });
  const { hub, settings } = started;
  const elsewhere: unknown[] = [];
  const stranger = createServer(({ headers: { authorization } }, response) => {
    elsewhere.push(authorization);
    // And back again: whoever has been elsewhere may have been sent to any address of the hub.
    response.writeHead(302, { location: `${hub.url}/someone/tiny/resolve/main/LICENSE` }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void stranger.close());
  await once(stranger, 'listening');
  hub.faults.push({
    at: small,
    redirect: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`,
  });
  const withToken = { ...started, settings: { ...settings, token: 'hf_secret' } };
  expect((await failureOf(download(withToken))).details.reason).toBe('unauthorized');
  expect(elsewhere).toEqual([undefined]);
  expect(hub.asked.at(-1)).toMatchObject({ what: expect.stringContaining('LICENSE') });
  expect(hub.asked.at(-1)!.authorization).toBeUndefined();

  hub.faults.length = 0;
  await download(withToken);
  expectWhole(started);
  const stored = hub.asked.filter(({ host }) => host === 'storage');
  expect(stored.map(({ authorization }) => authorization)).toEqual([undefined]);
  const own = hub.asked.find(({ what }) => what === 'listing');
  expect(own?.authorization).toBe('Bearer hf_secret');
});

test('a gated model without a token: what to do about it', async () => {
  const started = await startHub({ token: 'hf_secret' });
  const { message } = await failureOf(download(started));
  expect(message).toContain(`sign in at ${started.hub.url}/someone/tiny`);
  expect(message).toContain('HF_TOKEN');
});

test.each([
  'unet/../../evil.onnx',
  '/etc/evil.onnx',
  '..',
  '..\\evil.onnx',
  'C:/evil.onnx',
  'tokenizer/..\\..\\evil.json',
  'tokenizer/aux.json',
  'tokenizer/a:b.json',
  'tokenizer/.hidden.json',
  'tokenizer/\u009b31m.json',
  'tokenizer/\u202enosj.json',
  `tokenizer/${'漢'.repeat(100)}.json`,
  'Tokenizer/../tokenizer/vocab.json',
])('a repository with a file named %s is refused before anything is written', async (evil) => {
  const started = await startHub();
  started.hub.files.set(evil, storedFile(Buffer.from('{}'), false));
  const failure = await failureOf(download(started));
  expect(failure.details).toMatchObject({ reason: 'unsafe-name', file: evil });
  expect(existsSync(started.settings.modelsFolder)).toBe(false);
});

test('two files that are one on Windows are refused', async () => {
  const started = await startHub();
  for (const file of ['tokenizer/vocab.json', 'tokenizer/VOCAB.json']) {
    started.hub.files.set(file, storedFile(Buffer.from('{}'), false));
  }
  expect((await failureOf(download(started))).details).toMatchObject({
    reason: 'unsafe-name',
    file: 'tokenizer/vocab.json and tokenizer/VOCAB.json',
  });
});

test('what is needed is downloaded, and nothing else: no decoders, no other formats', async () => {
  const started = await startHub();
  const { hub, folder } = started;
  const needed = [...hub.files.keys()];
  const add = (file: string): void =>
    void hub.files.set(file, storedFile(Buffer.from('{}'), false));
  for (const file of [
    ...['text_encoder/model.onnx', 'text_encoder_2/model.onnx_data', 'tokenizer/merges.txt'],
    ...['tokenizer_2/tokenizer.json', 'unet/weights.pb', 'vae_encoder/model.onnx.data'],
    ...['unet/onnx__MatMul_1', 'unet/conv_in.weight', 'vae_decoder/config.json'],
  ]) {
    needed.push(file);
    add(file);
  }
  for (const file of [
    ...['vae_decoder/model.onnx', 'safety_checker/model.onnx', 'unet/model.safetensors'],
    ...['unet/pytorch.bin', 'feature_extractor/preprocessor_config.json', 'run.py', 'con.txt'],
    ...['other/unet/model.onnx', 'unet/openvino_model.xml', 'README.md'],
  ]) {
    add(file);
  }
  await download(started);
  expect(filesIn(folder)).toEqual(needed.sort());
});

test('a repository that holds no such model is refused', async () => {
  const started = await startHub({
    files: new Map([['README.md', storedFile(Buffer.from('x'), false)]]),
  });
  expect((await failureOf(download(started))).message).toContain(
    'model_index.json and scheduler/scheduler_config.json and unet/model.onnx are missing',
  );
});

test('a link in the place of a folder is not written through', async () => {
  const started = await startHub();
  const { folder } = started;
  const elsewhere = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  symlinkSync(elsewhere, path.join(folder, 'unet'));
  const failure = await failureOf(download(started));
  expect(failure.details).toMatchObject({
    reason: 'not-writable',
    path: path.join(folder, 'unet'),
  });
  expect(filesIn(elsewhere)).toEqual([]);
});

test('a link in the place of a part is not written through', async () => {
  const started = await startHub();
  const { folder } = started;
  const target = path.join(temporaryFolder(), 'precious');
  writeFileSync(target, 'precious');
  mkdirSync(path.join(folder, 'unet'), { recursive: true });
  symlinkSync(target, path.join(folder, part));
  expect((await failureOf(download(started))).details.reason).toBe('not-writable');
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test('a file in the place of the folder for models', async () => {
  const started = await startHub();
  writeFileSync(started.settings.modelsFolder, '');
  const failure = await failureOf(download(started));
  expect(failure.details.reason).toBe('not-writable');
  expect(failure.message).toContain(started.settings.modelsFolder);
});

test('a folder for models where none can be made', async () => {
  const started = await startHub();
  started.settings.modelsFolder = '/proc/nowhere/models';
  const failure = await failureOf(download(started));
  expect(failure.details).toMatchObject({ reason: 'not-writable', code: 'ENOENT' });
  expect(failure.message).toContain('/proc/nowhere');
  expect(failure.message).toContain('DIFFUSION_CLASSIFIER_MODELS');
});

test('a disk that may only be read', async (context) => {
  const started = await startHub();
  const modelsFolder = mountDisk(context, 1e6);
  execFileSync('mount', ['-o', 'remount,ro', modelsFolder]);
  const settings = { ...started.settings, modelsFolder };
  const failure = await failureOf(download({ ...started, settings }));
  expect(failure.details).toMatchObject({ reason: 'not-writable', code: 'EROFS' });
  expect(failure.message).toContain('DIFFUSION_CLASSIFIER_MODELS');
});

test('too little room is said before the first byte', async (context) => {
  const started = await startHub();
  const modelsFolder = mountDisk(context, 32e6);
  const settings = { ...started.settings, modelsFolder };
  const failure = await failureOf(download({ ...started, settings }));
  expect(failure.details.reason).toBe('disk-full');
  expect(failure.message).toMatch(/65 MB are needed in .*, and 3\d MB are free/);
  expect(started.hub.bytesAsked(small)).toEqual([]);
});

test('a disk that fills up in the middle: what is there stays, and goes on when there is room', async (context) => {
  const big = storedFile(Buffer.alloc(20e6, 5), true);
  const started = await startHub();
  const { hub } = started;
  hub.files.set(weights, big);
  const modelsFolder = mountDisk(context, 96e6);
  const settings = { ...started.settings, modelsFolder };
  const folder = path.join(modelsFolder, 'someone--tiny');
  const onDisk = { ...started, settings, folder };
  const filler = path.join(modelsFolder, 'filler');
  hub.faults.push({ at: weights, cutAt: 4e6 });
  await failureOf(download(onDisk));
  hub.faults.length = 0;

  // Somebody else fills the disk after the look at what is free.
  hub.faults.push({ at: weights, bytesPerSecond: 40e6, times: 1 });
  const failed = failureOf(download(onDisk));
  while (statSync(path.join(folder, part)).size < 5e6) await new Promise(setImmediate);
  writeFileSync(filler, Buffer.alloc(85e6));
  const failure = await failed;
  expect(failure.details.reason).toBe('disk-full');
  expect(failure.message).toContain('make room and download again');
  expect(statSync(path.join(folder, part)).size).toBeGreaterThan(4e6);

  execFileSync('rm', [filler]);
  hub.asked.length = 0;
  await download(onDisk);
  expect(hub.bytesAsked(weights)).toMatchObject([{ status: 206 }]);
  expectWhole(onDisk);
});

test('a hub that is not there', async () => {
  const started = await startHub();
  started.hub.close();
  const failure = await failureOf(download(started));
  expect(failure.details.reason).toBe('unreachable');
  expect(failure.message).toContain('HF_ENDPOINT');
  expect(existsSync(started.folder)).toBe(false);
});
