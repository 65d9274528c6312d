import { expect, test, vi } from 'vitest';
import { bytesOfText, bytesText, durationText } from '../../../client/src/models/amounts';
import { downloadText, percentDone } from '../../../client/src/models/downloadText';

vi.mock('vscode', () => import('./vscode'));

/** With spaces where no line may break as other spaces. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [9_940, '9.9 kB'],
  [12_000_000, '12 MB'],
  [4_070_000_000, '4.1 GB'],
  [13_400_000_000, '13 GB'],
])('%i bytes are said as %s', (bytes, text) => expect(plain(bytesText(bytes))).toBe(text));

test('a part is said in the unit of the whole', () => {
  expect(bytesOfText(3_100_000_000, 5_200_000_000)).toBe('3.1 of 5.2 GB');
  expect(bytesOfText(40_000_000, 5_200_000_000)).toBe('0 of 5.2 GB');
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min'],
  [61, '2 min'],
  [3_600, '1 h 0 min'],
  [4_799, '1 h 20 min'],
])('%f seconds are said as %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

test('a download says how far it is, how fast, and how long it takes', () => {
  const state = {
    done: 1_900_000_000,
    total: 5_200_000_000,
    bytesPerSecond: 12_000_000,
    file: 'a',
  };
  expect(plain(downloadText({ ...state, secondsLeft: 275 }))).toBe(
    '36%, 1.9 of 5.2 GB, 12 MB/s, 5 min left',
  );
  expect(downloadText({ ...state, bytesPerSecond: 0, secondsLeft: null })).toBe(
    '36%, 1.9 of 5.2 GB',
  );
});

test('it is at 100% when every byte is there, and not before', () => {
  const state = { total: 1_000, bytesPerSecond: 0, secondsLeft: null, file: 'a' };
  expect(percentDone({ ...state, done: 999 })).toBe(99);
  expect(percentDone({ ...state, done: 1_000 })).toBe(100);
  expect(percentDone({ ...state, done: 0, total: 0 })).toBe(0);
});
