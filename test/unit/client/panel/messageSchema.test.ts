import { expect, test } from 'vitest';
import { checkedMessage } from '../../../../client/src/panel/messageSchema';
import type { ToExtension } from '../../../../client/src/panel/messages';

const good: ToExtension[] = [
  { kind: 'ready' },
  { kind: 'cancel', id: 3 },
  { kind: 'request', id: 0, method: 'rows', params: { from: 100, count: 50, order: 'margin' } },
  { kind: 'request', id: 1, method: 'report', params: null },
  { kind: 'request', id: 2, method: 'image', params: { image: 'a/b.jpg' } },
  { kind: 'request', id: 3, method: 'image', params: {} },
  { kind: 'request', id: 4, method: 'explain', params: { labels: ['cat', 'dog'] } },
  { kind: 'request', id: 5, method: 'thumbnail', params: { image: 'a.tiff', size: 128 } },
  {
    kind: 'request',
    id: 6,
    method: 'review',
    params: { reviews: [{ image: 'a.jpg', label: null }, { image: 'b.jpg' }] },
  },
  { kind: 'request', id: 7, method: 'act', params: { action: 'sortReviewed' } },
];

test.each(good)('what a page may say is taken as it is: %j', (message) => {
  expect(checkedMessage(message)).toEqual(message);
});

test.each([
  undefined,
  null,
  'ready',
  { kind: 'readyy' },
  { kind: 'cancel' },
  { kind: 'cancel', id: -1 },
  { kind: 'request', id: 1, method: 'removeRun', params: null },
  { kind: 'request', id: 1, method: 'rows', params: { run: '0123456789abcdef' } },
  { kind: 'request', id: 1, method: 'rows', params: { count: 1e9 } },
  { kind: 'request', id: 1, method: 'explain', params: { labels: ['cat'] } },
  { kind: 'request', id: 1, method: 'thumbnail', params: { size: 100_000 } },
  { kind: 'request', id: 1, method: 'review', params: { reviews: [] } },
  { kind: 'request', id: 1, method: 'act', params: { action: 'workbench.action.quit' } },
  { kind: 'request', id: 1.5, method: 'report', params: null },
  { kind: 'request', id: 1, method: 'report', params: null, command: 'x' },
])('anything else is nothing: %j', (message) => {
  expect(checkedMessage(message)).toBeUndefined();
});
