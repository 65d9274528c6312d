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

const log = { debug: () => {} } as unknown as LogOutputChannel;

/** Images that a fake server is asked about; it knows those whose names begin with "known". */
function setUp() {
  const started = new EventEmitter<void>();
  const status = new EventEmitter<{ health: string; quiescent: boolean; stopped?: string }>();
  const changed = new EventEmitter<Uri[]>();
  const kept = new Map<string, ClassifyResult>();
  const server = {
    isStarted: true,
    onDidStart: started.event,
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
  return { known, server, started, status, changed, kept, asked };
}

const image = Uri.parse('file:///known.jpg');

test('a server that does not run is neither asked nor started', async () => {
  const { known, server, started, status, asked } = setUp();
  known.want(image);
  status.fire({ health: 'ok', quiescent: false });
  known.want(image);
  started.fire();
  status.fire({ health: 'error', quiescent: true, stopped: 'givenUp' });
  known.want(image);
  await new Promise(setImmediate);
  expect(asked()).toEqual([]);
  expect(server.start).not.toHaveBeenCalled();
});

test('an image is asked about once, and again when its file has changed', async () => {
  const { known, started, changed, kept, asked } = setUp();
  started.fire();
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
  const { known, started, asked } = setUp();
  started.fire();
  known.want(Uri.parse('file:///readme.md'));
  known.want({ scheme: 'vscode-vfs', path: '/known.jpg' } as Uri);
  await new Promise(setImmediate);
  expect(asked()).toEqual([]);
});

test('a server that takes the place of another is asked anew', async () => {
  const { known, started, status, asked } = setUp();
  const heard = vi.fn();
  known.onDidStart(heard);
  started.fire();
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  status.fire({ health: 'warning', quiescent: false, stopped: 'replaced' });
  started.fire();
  expect(heard).toHaveBeenCalledTimes(2);
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(2));
});

test('one that has worked is no other: nothing is drawn or asked again', async () => {
  const { known, started, status, asked } = setUp();
  const heard = vi.fn();
  known.onDidStart(heard);
  started.fire();
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  status.fire({ health: 'ok', quiescent: false });
  status.fire({ health: 'ok', quiescent: true });
  known.want(image);
  await new Promise(setImmediate);
  expect(heard).toHaveBeenCalledTimes(1);
  expect(asked()).toHaveLength(1);
});

test('a thousand rows are asked about a few at a time, those seen last first', async () => {
  const { known, started, asked } = setUp();
  let open = 0;
  let most = 0;
  sendKnown.mockImplementation(async () => {
    most = Math.max(most, ++open);
    await new Promise(setImmediate);
    open--;
    return null;
  });
  started.fire();
  for (let i = 0; i < 1_000; i++) known.want(Uri.parse(`file:///${i}.jpg`));
  await vi.waitFor(() => expect(asked()).toHaveLength(1_000));
  expect(most).toBe(16);
  expect(asked().at(20)).toMatch(/\/9\d\d\.jpg$/);
});

test('a newer result is not replaced by the remembered one', async () => {
  const { known, started, kept, asked } = setUp();
  const newer = { image: 'newer' } as ClassifyResult;
  sendKnown.mockImplementation(async (_, image) => {
    kept.set(image, newer);
    return { image, labels: [] };
  });
  started.fire();
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  await new Promise(setImmediate);
  expect(kept.get(image.toString())).toBe(newer);
});

test('a server that dies in the middle costs nothing but its answers', async () => {
  const { known, started, status, asked, kept } = setUp();
  sendKnown.mockRejectedValueOnce(new Error('The connection was closed.'));
  started.fire();
  known.want(image);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  await new Promise(setImmediate);
  status.fire({ health: 'warning', quiescent: false, stopped: 'replaced' });
  started.fire();
  known.want(image);
  await vi.waitFor(() => expect(kept.size).toBe(1));
});
