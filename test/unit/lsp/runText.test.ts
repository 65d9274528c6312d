import { expect, test } from 'vitest';
import { runPercentage, runProgressText } from '../../../server/src/lsp/runText';
import { stringsFor } from '../../../server/src/lsp/strings';
import type { RunProgress } from '../../../server/src/protocol';

const progress: RunProgress = {
  run: '0123456789abcdef',
  state: 'running',
  counts: { total: 2_000, done: 812, failed: 3, unchanged: 0 },
  isListed: true,
  imagesPerSecond: 14.23,
  secondsLeft: 83.2,
  rows: [],
};

test.each([
  [{}, '812 of 2,000 images, 14 a second, 84 sec left, 3 failed'],
  [{ secondsLeft: 600 }, '812 of 2,000 images, 14 a second, 10 min left, 3 failed'],
  [{ secondsLeft: 7_801 }, '812 of 2,000 images, 14 a second, 2 hr 11 min left, 3 failed'],
  [
    {
      counts: { total: 90, done: 8, failed: 0, unchanged: 8 },
      isListed: false,
      imagesPerSecond: null,
      secondsLeft: null,
    },
    '8 of 90 images found so far',
  ],
])('%j is said as %s', (change, text) => {
  expect(runProgressText({ ...progress, ...change }, stringsFor('en'))).toBe(text);
});

test('progress is said in Chinese, too', () => {
  expect(runProgressText(progress, stringsFor('zh-cn'))).toBe(
    '812 / 2,000 张图像，每秒 14 张，剩余 84秒，3 张失败',
  );
});

test('failed images count as looked at; before any is found there is nothing to count', () => {
  const counts = { total: 10, done: 8, failed: 2, unchanged: 0 };
  expect(runPercentage({ ...progress, counts })).toBe(100);
  expect(runPercentage({ ...progress, counts: { ...counts, total: 0, done: 0, failed: 0 } })).toBe(
    0,
  );
});
