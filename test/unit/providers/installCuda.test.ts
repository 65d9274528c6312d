import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installCuda, removeCuda, runtimeEnvironment } from '../../../server/src/providers';
import { proveDevice } from '../../../server/src/providers/proveDevice';
import { bindingFolder, runtimeVersion } from '../../../server/src/providers/runtimeFolder';
import { bundleHost } from '../../fixtures/hostBundle';
import { zipFile } from './zipFile';

const names = ['shared', 'cuda', 'tensorrt'].map((name) => `libonnxruntime_providers_${name}.so`);
const packageName = 'microsoft.ml.onnxruntime.gpu.linux';
const version = runtimeVersion();

function library(name: string): Buffer {
  return Buffer.from(`${name} `.repeat(2_000));
}

function nupkg(entries: readonly string[]): Buffer {
  return zipFile(
    entries.map((name) => ({
      name,
      content: library(path.basename(name)),
      isStored: name.length % 2 > 0,
    })),
  );
}

const whole = nupkg([
  'lib/any.txt',
  '../../../evil.so',
  ...names.map((name) => `runtimes/linux-x64/native/${name}`),
]);

/** What the feed of a test serves, and how. */
interface Feed {
  package: Buffer;
  hash?: string;
  catalogEntry?: string;
  catalogue?: unknown;
  /** Bytes after which the first connection is cut. */
  cutAt?: number;
}

let server: Server;
let feed: string;
let served: Feed;
let asked: string[];
let cacheHome: string;
const usualCacheHome = process.env.XDG_CACHE_HOME;

const runtime = () => path.join(cacheHome, 'diffusion-classifier/runtime');
const installed = () => path.join(runtime(), `onnxruntime-${version}-cuda`);

beforeEach(async () => {
  cacheHome = mkdtempSync(path.join(tmpdir(), 'cuda-'));
  process.env.XDG_CACHE_HOME = cacheHome;
  served = { package: whole };
  asked = [];
  server = createServer((request, response) => {
    const url = request.url!;
    asked.push(`${url}${request.headers.range ? ` ${request.headers.range}` : ''}`);
    const json = (value: unknown) =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (url === `/v3/registration5-semver1/${packageName}/${version}.json`) {
      return json({ catalogEntry: served.catalogEntry ?? `${origin()}/v3/catalog0/entry.json` });
    }
    if (url === '/v3/catalog0/entry.json') {
      return json(
        served.catalogue ?? {
          packageHash: served.hash ?? createHash('sha512').update(served.package).digest('base64'),
          packageHashAlgorithm: 'SHA512',
          packageSize: served.package.length,
        },
      );
    }
    const name = `${packageName}.${version}.nupkg`;
    if (url !== `/v3-flatcontainer/${packageName}/${version}/${name}`) {
      return void response.writeHead(404).end();
    }
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = served.package.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      etag: '"one"',
      'content-length': rest.length,
      ...(from > 0 && {
        'content-range': `bytes ${from}-${served.package.length - 1}/${served.package.length}`,
      }),
    });
    if (served.cutAt === undefined || from > 0) return void response.end(rest);
    response.write(rest.subarray(0, served.cutAt), () => setTimeout(() => response.destroy(), 50));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  feed = `${origin()}/v3`;
});
afterEach(() => {
  process.env.XDG_CACHE_HOME = usualCacheHome;
  server.close();
  server.closeAllConnections();
});

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const install = (options = {}) => installCuda({ feed, platform: 'linux/x64', ...options });

/** Whatever became of it, there is no half of it that would be loaded. */
function expectNothingInstalled(): void {
  expect(existsSync(installed())).toBe(false);
  expect(runtimeEnvironment()).toEqual({});
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('on Linux', () => {
  test('the three libraries and ONNX Runtime itself are installed, and hosts told where', async () => {
    const progress: [number, number][] = [];
    const folder = await install({
      onProgress: (...step: [number, number]) => progress.push(step),
    });
    expect(folder).toBe(installed());
    expect(readdirSync(folder).sort()).toEqual(['libonnxruntime.so.1', ...names].sort());
    for (const name of names) {
      expect(readFileSync(path.join(folder, name))).toEqual(library(name));
    }
    const [copied, original] = [folder, bindingFolder()].map((each) =>
      readFileSync(path.join(each, 'libonnxruntime.so.1')),
    );
    expect(copied!.equals(original!)).toBe(true);
    expect(readdirSync(runtime())).toEqual([path.basename(folder)]);
    expect(progress.at(-1)).toEqual([whole.length, whole.length]);
    const given = process.env.LD_LIBRARY_PATH;
    expect(runtimeEnvironment()).toEqual({
      LD_LIBRARY_PATH: given ? `${folder}:${given}` : folder,
    });
  });

  test('hosts load ONNX Runtime from there', async () => {
    const loaded = async () => {
      const script = `require('onnxruntime-node');
        console.log(require('fs').readFileSync('/proc/self/maps', 'utf8').match(/\\S*libonnxruntime.so.1/)[0]);`;
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
        env: { ...process.env, ...runtimeEnvironment() },
      });
      return path.dirname(stdout);
    };
    expect(await loaded()).toBe(bindingFolder());
    const folder = await install();
    expect(await loaded()).toBe(folder);
  });

  test('libraries that the loader refuses are a reason', async () => {
    await install();
    const hostEntry = await bundleHost();
    try {
      expect(await proveDevice({ provider: 'cuda', index: 0 }, hostEntry)).toEqual({
        state: 'unusable',
        reason: `${path.join(installed(), names[0]!)}: invalid ELF header`,
      });
    } finally {
      rmSync(hostEntry);
    }
  });

  test('what is installed is not downloaded again, and can be removed', async () => {
    await install();
    asked.length = 0;
    expect(await install()).toBe(installed());
    expect(asked).toEqual([]);
    await removeCuda();
    expect(existsSync(runtime())).toBe(false);
    await removeCuda();
    expectNothingInstalled();
  });

  test('a download that is cut goes on where it was', async () => {
    served.cutAt = Math.floor(whole.length / 2);
    await install();
    expect(asked.at(-1)).toContain(`bytes=${served.cutAt}-`);
    expect(readFileSync(path.join(installed(), names[1]!))).toEqual(library(names[1]!));
  });

  test('with a wrong hash the package is deleted and nothing installed', async () => {
    served.hash = createHash('sha512').update('other').digest('base64');
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('SHA-512'),
      details: { reason: 'wrong-hash' },
    });
    expectNothingInstalled();
    expect(readdirSync(`${installed()}.partial`)).toEqual(['libraries']);
    delete served.hash;
    await install();
  });

  test.each([
    ['lacks a library', nupkg([`runtimes/linux-x64/native/${names[0]}`]), 'has no entry'],
    ['is no zip file', Buffer.from('<html>Welcome to the hotel</html>'), 'is no zip file'],
    ['ends early', whole.subarray(0, whole.length - 30), 'cut off'],
  ])('a package that %s is refused', async (_, bytes, problem) => {
    served.package = bytes;
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining(problem),
    });
    expectNothingInstalled();
  });

  test('names in the package that lead elsewhere lead nowhere', async () => {
    await install();
    const all = readdirSync(cacheHome, { recursive: true }).map(String);
    expect(all.filter((name) => name.includes('evil'))).toEqual([]);
    expect(existsSync(path.join(cacheHome, '../evil.so'))).toBe(false);
  });

  test.each<[string, Partial<Feed>]>([
    ['another host', { catalogEntry: 'https://elsewhere.example/entry.json' }],
    ['no URL', { catalogEntry: 'entry' }],
    ['another hash', { catalogue: { packageHash: 'AA==', packageHashAlgorithm: 'MD5' } }],
    ['nothing of use', { catalogue: 'maintenance' }],
  ])('a feed that answers with %s is not understood', async (_, answer) => {
    Object.assign(served, answer);
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('is not understood'),
    });
    expectNothingInstalled();
  });

  test('a feed without our version says what it has not', async () => {
    feed = `${origin()}/other`;
    await expect(install()).rejects.toMatchObject({ code: 'download-failed' });
    expectNothingInstalled();
  });

  test('a folder that cannot be written is named', async () => {
    mkdirSync(path.dirname(runtime()), { recursive: true });
    writeFileSync(runtime(), 'a file in the way');
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining(`cannot be kept in ${runtime()}`),
      details: { reason: 'not-writable' },
    });
  });

  test('cancelled, it goes on from there the next time', async () => {
    const stop = new AbortController();
    const onProgress = (done: number) => done > 0 && stop.abort();
    served.cutAt = 100;
    await expect(install({ signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expectNothingInstalled();
    await install();
    expect(asked.at(-1)).toContain('bytes=100-');
  });
});

test('elsewhere there are none', async () => {
  for (const platform of ['win32/x64', 'darwin/arm64', 'linux/arm64']) {
    await expect(install({ platform })).rejects.toMatchObject({
      code: 'provider-unavailable',
      details: { platform },
    });
  }
  expect(asked).toEqual([]);
});
