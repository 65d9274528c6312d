import { expect, test } from 'vitest';
import { ageText } from '../../../server/src/lsp/ageText';
import { bytesText } from '../../../server/src/lsp/bytesText';
import { stringsFor } from '../../../server/src/lsp/strings';

const english = stringsFor('en');
const chinese = stringsFor('zh-cn');
const since = '2026-01-01T00:00:00.000Z';
const after = (seconds: number): number => Date.parse(since) + seconds * 1_000;

test.each([
  [0, 'just now', '刚刚'],
  [59, 'just now', '刚刚'],
  [60, '1 minute ago', '1分钟前'],
  [3_599, '59 minutes ago', '59分钟前'],
  [7_200, '2 hours ago', '2小时前'],
  [86_400, '1 day ago', '1天前'],
  [5_259_600, '2 months ago', '2个月前'],
  [31_557_600, '1 year ago', '1年前'],
])('%d seconds are %s, %s', (seconds, inEnglish, inChinese) => {
  expect(ageText(since, after(seconds), english)).toBe(inEnglish);
  expect(ageText(since, after(seconds), chinese)).toBe(inChinese);
});

test('a clock that went back makes nothing of it', () => {
  expect(ageText(since, after(-5_000), english)).toBe('just now');
});

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_000, '1 kB'],
  [113_912, '114 kB'],
  [12_345_678, '12.3 MB'],
  [5e12, '5,000 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes, english)).toBe(text);
});
