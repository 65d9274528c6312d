import { expect, test, vi } from 'vitest';
import { EventEmitter, type LogOutputChannel, Uri } from 'vscode';
import { KnownResults } from '../../../client/src/knownResults';
import type { ProcessClient } from '../../../client/src/processClient';
import type { Results } from '../../../client/src/results';
import type { Server } from '../../../client/src/server';
import type { ClassifyResult } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));
const sendKnown = vi.hoisted(() => vi.fn<(client: unknown, image: string) => Promise<unknown>>());
vi.mock('../../../client/src/knownRequests', () => ({ sendKnown }));

const running = { health: 'ok', quiescent: true } as const;
const log = { debug: () => {} } as unknown as LogOutputChannel;

/** Images that a fake server is asked about; it knows those whose names begin with "known". */
function setUp() {
  const status = new EventEmitter<{ health: string; quiescent: boolean }>();
  const changed = new EventEmitter<Uri[]>();
  const kept = new Map<string, ClassifyResult>();
  const server = {
    isStarted: true,
    onDidChangeStatus: status.event,
    start: vi.fn(async () => ({}) as ProcessClient),
  };
  const results = {
    onDidChange: changed.event,
    get: (image: Uri) => kept.get(image.toString()),
    setAll: (all: [Uri, ClassifyResult][]) => {
      for (const [image, result] of all) kept.set(image.toString(), result);
    },
  };
  sendKnown.mockReset();
  sendKnown.mockImplementation(async (_, image) =>
    image.includes('/known') ? { image, labels: [] } : null,
  );
  const known = new KnownResults(server as unknown as Server, results as unknown as Results, log);
  const asked = () => sendKnown.mock.calls.map(([, image]) => image);
  return { known, server, status, changed, kept, asked };
}

const image = Uri.parse('file:///known.jpg');

test('a server that does not run is neither asked nor started', async () => {
  const { known, server, status, asked } = setUp();
  known.want(image);
  status.fire({ health: 'ok', quiescent: false });
  known.want(image);
  status.fire({ health: 'error', quiescent: true });
  known.want(image);
  await new Promise(setImmediate);
  expect(asked()).toEqual([]);
  expect(server.start).not.toHaveBeenCalled();
});

test('an image is asked about once, and again when its file has changed', async () => {
  const { known, status, changed, kept, asked } = setUp();
  status.fire(running);
  known.want(image);
  known.want(image);
  await vi.waitFor(() => expect(kept.has(image.toString())).toBe(true));
  known.want(image);
  expect(asked()).toHaveLength(1);

  kept.clear();
  changed.fire([image]);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(2));
});

test('what is no image, or not on this disk, is not asked about', async () => {
  const { known, status, asked } = setUp();
  status.fire(running);
  known.want(Uri.parse('file:///readme.md'));
  known.want({ scheme: 'vscode-vfs', path: '/known.jpg' } as Uri);
  await new Promise(setImmediate);
  expect(asked()).toEqual([]);
});

test('a server that takes the place of another is asked anew', async () => {
  const { known, status, asked } = setUp();
  const started = vi.fn();
  known.onDidStart(started);
  status.fire(running);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  status.fire(running);
  expect(started).toHaveBeenCalledTimes(1);
  status.fire({ health: 'warning', quiescent: false });
  status.fire(running);
  expect(started).toHaveBeenCalledTimes(2);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(2));
});

test('a thousand rows are asked about a few at a time, those seen last first', async () => {
  const { known, status, asked } = setUp();
  let open = 0;
  let most = 0;
  sendKnown.mockImplementation(async () => {
    most = Math.max(most, ++open);
    await new Promise(setImmediate);
    open--;
    return null;
  });
  status.fire(running);
  for (let i = 0; i < 1_000; i++) known.want(Uri.parse(`file:///${i}.jpg`));
  await vi.waitFor(() => expect(asked()).toHaveLength(1_000));
  expect(most).toBe(16);
  expect(asked().at(20)).toMatch(/\/9\d\d\.jpg$/);
});

test('a newer result is not replaced by the remembered one', async () => {
  const { known, status, kept, asked } = setUp();
  const newer = { image: 'newer' } as ClassifyResult;
  sendKnown.mockImplementation(async (_, image) => {
    kept.set(image, newer);
    return { image, labels: [] };
  });
  status.fire(running);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  await new Promise(setImmediate);
  expect(kept.get(image.toString())).toBe(newer);
});

test('a server that dies in the middle costs nothing but its answers', async () => {
  const { known, status, asked, kept } = setUp();
  sendKnown.mockRejectedValueOnce(new Error('The connection was closed.'));
  status.fire(running);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  await new Promise(setImmediate);
  status.fire({ health: 'warning', quiescent: false });
  status.fire(running);
  known.want(image);
  await vi.waitFor(() => expect(kept.size).toBe(1));
});
