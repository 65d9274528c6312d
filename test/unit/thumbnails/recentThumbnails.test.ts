import { expect, test } from 'vitest';
import { RecentThumbnails } from '../../../server/src/thumbnails/recentThumbnails';

const thumbnail = (characters: number) => ({
  data: 'x'.repeat(characters),
  width: 1,
  height: 1,
  original: { width: 1, height: 1 },
});

test('five hundred are kept, those looked at last', () => {
  const recent = new RecentThumbnails();
  for (let index = 0; index < 500; index++) recent.put(`${index}`, thumbnail(1));
  expect(recent.get('0')).toBeDefined();
  recent.put('one more', thumbnail(1));
  expect(recent.get('1')).toBeUndefined();
  expect(recent.get('0')).toBeDefined();
  expect(recent.get('one more')).toBeDefined();
});

test('of large ones there are fewer', () => {
  const recent = new RecentThumbnails();
  for (let index = 0; index < 5; index++) recent.put(`${index}`, thumbnail(1e7));
  expect(['0', '1', '2', '3', '4'].map((key) => recent.get(key) !== undefined)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
