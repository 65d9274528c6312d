import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { downloadFile } from '../../../server/src/hub';
import { type HubServer, storedFile } from '../../fixtures/hub/hubServer';
import { failureOf, startHub, temporaryFolder } from './hubForTest';

const patience = { stallSeconds: 1, retrySeconds: 0.01 };
const content = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251));

/** A file of which nothing is known but its address. */
async function startFile(): Promise<{ hub: HubServer; url: string; file: string }> {
  const { hub } = await startHub();
  hub.files.set('library.so', storedFile(content, true));
  const file = path.join(temporaryFolder(), 'library.so');
  return { hub, url: `${hub.storageUrl}/lfs/library.so`, file };
}

test('without a known size or hash: resumed by the ETag', async () => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', cutAt: 2_000 });
  await failureOf(downloadFile({ url, file, patience }));
  hub.faults.length = 0;
  hub.asked.length = 0;
  const done: number[] = [];
  await downloadFile({ url, file, patience, onProgress: (bytes) => done.push(bytes) });
  expect(hub.asked).toMatchObject([{ range: 'bytes=2000-', status: 206 }]);
  expect(hub.asked[0]!.ifRange).toMatch(/^"[0-9a-f]{64}"$/);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(done.at(0)).toBe(2_000);
  expect(done.at(-1)).toBe(5_000);
});

test('without a known size or hash: a file that has changed is begun anew', async () => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', cutAt: 2_000 });
  await failureOf(downloadFile({ url, file, patience }));
  const other = Buffer.alloc(3_000, 9);
  hub.faults.splice(0, 1, { at: 'library.so', content: other });
  await downloadFile({ url, file, patience });
  expect(readFileSync(file).equals(other)).toBe(true);
});

test('nothing known and no ETag: begun anew, as nobody knows what the rest belongs to', async () => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', cutAt: 2_000, headers: { etag: 'W/"weak"' } });
  await failureOf(downloadFile({ url, file, patience }));
  hub.faults.length = 0;
  hub.asked.length = 0;
  await downloadFile({ url, file, patience });
  expect(hub.asked).toMatchObject([{ range: undefined, status: 200 }]);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('the file has become shorter than what is here: begun anew', async () => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', cutAt: 2_000 });
  await failureOf(downloadFile({ url, file, patience }));
  const { sha256 } = storedFile(content, true);
  const shorter = { content: content.subarray(0, 1_000), headers: { etag: `"${sha256}"` } };
  hub.faults.splice(
    0,
    1,
    { at: 'library.so', status: 416, times: 1 },
    { at: 'library.so', ...shorter },
  );
  await downloadFile({ url, file, patience });
  expect(statSync(file).size).toBe(1_000);
});

test.each([
  ['another part than asked for', { 'content-range': 'bytes 7-4999/5000' }],
  ['a part of another version', { etag: '"other"' }],
  ['a part that it does not name', { 'content-range': 'nonsense' }],
])('a server that answers with %s: begun anew', async (_, headers) => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', cutAt: 2_000 });
  await failureOf(downloadFile({ url, file, patience }));
  hub.faults.splice(0, 1, { at: 'library.so', headers, times: 1 });
  hub.asked.length = 0;
  await downloadFile({ url, file, patience });
  expect(hub.asked).toMatchObject([{ status: 206 }, { range: undefined, status: 200 }]);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('headers of ours are sent to the first host alone', async () => {
  const { hub, file } = await startFile();
  const url = `${hub.url}/${hub.repository}/resolve/main/library.so`;
  await downloadFile({ url, file, patience, headers: { authorization: 'Bearer x' } });
  expect(hub.asked.map(({ host, authorization }) => [host, authorization])).toEqual([
    ['hub', 'Bearer x'],
    ['storage', undefined],
  ]);
});

test('a host that does not exist', async () => {
  const { file } = await startFile();
  const failure = await failureOf(
    downloadFile({ url: 'http://does-not-exist.invalid/x', file, patience }),
  );
  expect(failure.details).toMatchObject({ reason: 'unreachable', host: 'does-not-exist.invalid' });
});

/** A proxy that notes what is asked of it. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((asking: IncomingMessage, response) => {
    asked.push(asking.url!);
    request(asking.url!, { headers: asking.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    }).end();
  });
  proxy.on('connect', ({ url }: IncomingMessage, socket: Socket) => {
    asked.push(url!);
    const [host, port] = url!.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {});
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
    vi.unstubAllEnvs();
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

test('a proxy is used, but not for hosts in NO_PROXY', async () => {
  const { url, file, hub } = await startFile();
  const proxy = await startProxy();
  vi.stubEnv('HTTP_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  await downloadFile({ url, file, patience });
  expect(proxy.asked).toHaveLength(1);
  expect(proxy.asked[0]).toContain(new URL(hub.storageUrl).host);

  vi.stubEnv('NO_PROXY', '127.0.0.1');
  await downloadFile({ url, file: `${file}2`, patience });
  expect(proxy.asked).toHaveLength(1);
});

test.each([
  [407, 'user:password@'],
  [403, 'refuses'],
])(
  'a proxy that refuses the way (%i): said at once, with what can be done',
  async (status, words) => {
    const { url, file } = await startFile();
    const proxy = createServer();
    const asked = vi.fn();
    proxy.on('connect', (_: IncomingMessage, socket: Socket) => {
      asked();
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => {
      proxy.close();
      vi.unstubAllEnvs();
    });
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('NO_PROXY', '');
    const failure = await failureOf(downloadFile({ url, file, patience }));
    expect(failure.details).toMatchObject({ reason: 'unreachable', code: `proxy ${status}` });
    expect(failure.message).toContain(words);
    expect(asked).toHaveBeenCalledOnce();
  },
);

test('a proxy that is no URL is said to be none', async () => {
  const { url, file } = await startFile();
  vi.stubEnv('HTTP_PROXY', 'proxy 3128');
  onTestFinished(() => void vi.unstubAllEnvs());
  const failure = await failureOf(downloadFile({ url, file, patience }));
  expect(failure.code).toBe('options-invalid');
  expect(failure.message).toContain('expected a URL such as');
});

test('a download that is cancelled before it begins asks for nothing', async () => {
  const { hub, url, file } = await startFile();
  const signal = AbortSignal.abort();
  expect((await failureOf(downloadFile({ url, file, patience, signal }))).code).toBe('cancelled');
  expect(hub.asked).toEqual([]);
});

test('a pause between two tries can be cancelled', async () => {
  const { hub, url, file } = await startFile();
  hub.faults.push({ at: 'library.so', status: 503, headers: { 'retry-after': '60' } });
  const stop = new AbortController();
  const start = performance.now();
  const failure = await failureOf(
    downloadFile({ url, file, patience, signal: stop.signal, onNote: () => stop.abort() }),
  );
  expect(failure.code).toBe('cancelled');
  expect(performance.now() - start).toBeLessThan(1_000);
});
