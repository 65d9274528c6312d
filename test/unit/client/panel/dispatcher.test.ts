import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import type { CancellationToken } from 'vscode';
import { ClassificationFailure } from '../../../../client/src/failure';
import { Dispatcher, type PanelHandlers } from '../../../../client/src/panel/dispatcher';
import type { ToPanel } from '../../../../client/src/panel/messages';
import type { RunReport } from '../../../../server/src/protocol';

vi.mock('vscode', () => import('../vscode'));

const report = { images: 3 } as RunReport;
const posted: ToPanel[] = [];
const onFailure = vi.fn();

function dispatcher(handlers: PanelHandlers): Dispatcher {
  return new Dispatcher(handlers, (message) => posted.push(message), onFailure);
}

function askReport(id: number) {
  return { kind: 'request', id, method: 'report', params: null } as const;
}

/** A report that comes when the test says so, and whether it is still waited for. */
function heldReport() {
  const held = new EventEmitter();
  const tokens: CancellationToken[] = [];
  const handlers: PanelHandlers = {
    report: (_, token) => {
      tokens.push(token);
      return new Promise((resolve, reject) => {
        held.once('give', () => resolve(report)).once('fail', reject);
      });
    },
  };
  const fail = (error: Error) => held.emit('fail', error);
  return { handlers, tokens, give: () => held.emit('give'), fail };
}

afterEach(() => {
  posted.length = 0;
  onFailure.mockReset();
});

test('a request gets its answer', async () => {
  await dispatcher({ report: async () => report }).handle(askReport(7));
  expect(posted).toEqual([{ kind: 'answer', id: 7, result: report }]);
});

test('a failure is told in words and noted', async () => {
  const failure = new ClassificationFailure('run-not-found', 'There is no run 1.');
  await dispatcher({ report: () => Promise.reject(failure) }).handle(askReport(1));
  const message = 'There is no such run; it may have been removed.';
  expect(posted).toEqual([{ kind: 'failure', id: 1, message, code: 'run-not-found' }]);
  expect(onFailure).toHaveBeenCalledExactlyOnceWith('report', failure);
});

test('what throws at once is a failure, too', async () => {
  const thrower = (): never => {
    throw new Error('broken');
  };
  await dispatcher({ report: thrower }).handle(askReport(1));
  expect(posted).toMatchObject([{ kind: 'failure', id: 1, code: 'unexpected' }]);
});

test('a panel without rows says that it has none', async () => {
  const rows = { kind: 'request', id: 1, method: 'rows', params: {} } as const;
  await dispatcher({}).handle(rows);
  expect(posted).toMatchObject([{ kind: 'failure', id: 1, code: 'unexpected' }]);
});

test('a request that the page leaves is cancelled, and its answer dropped', async () => {
  const { handlers, tokens, give } = heldReport();
  const requests = dispatcher(handlers);
  const handled = requests.handle(askReport(1));
  requests.cancel(1);
  expect(tokens[0]!.isCancellationRequested).toBe(true);
  give();
  await handled;
  expect(posted).toEqual([]);
});

test('a failure that nobody waits for is not noted', async () => {
  const { handlers, fail } = heldReport();
  const requests = dispatcher(handlers);
  const handled = requests.handle(askReport(1));
  requests.cancel(1);
  fail(new Error('The connection was closed.'));
  await handled;
  expect(posted).toEqual([]);
  expect(onFailure).not.toHaveBeenCalled();
});

test('a review that is not kept is noted, also when its page is gone', async () => {
  const failure = new ClassificationFailure('file-not-writable', 'There is no room.');
  let fail!: (failure: Error) => void;
  const requests = dispatcher({
    review: () =>
      new Promise((_, reject) => {
        fail = reject;
      }),
  });
  const handled = requests.handle({
    ...{ kind: 'request', id: 1, method: 'review' },
    params: { reviews: [{ image: 'a.png', label: 'cat' }] },
  });
  requests.cancelAll();
  fail(failure);
  await handled;
  expect(onFailure).toHaveBeenCalledExactlyOnceWith('review', failure);
});

test('the answer to a page that is gone does not go to the next, which numbers anew', async () => {
  const { handlers, give } = heldReport();
  const requests = dispatcher(handlers);
  const first = requests.handle(askReport(1));
  requests.cancelAll();
  const second = requests.handle(askReport(1));
  give();
  await Promise.all([first, second]);
  expect(posted).toEqual([{ kind: 'answer', id: 1, result: report }]);
});

test('requests are answered in any order, each once', async () => {
  const held = heldReport();
  const requests = dispatcher({
    ...held.handlers,
    thumbnail: async () => ({ source: 'data:image/webp;base64,' }),
  });
  const slow = requests.handle(askReport(1));
  const quick = { kind: 'request', id: 2, method: 'thumbnail', params: { size: 64 } } as const;
  await requests.handle(quick);
  held.give();
  await slow;
  expect(posted.map((message) => 'id' in message && message.id)).toEqual([2, 1]);
});
