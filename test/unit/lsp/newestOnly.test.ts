import { expect, test } from 'vitest';
import { NewestOnly } from '../../../server/src/lsp/newestOnly';

test('a reader that keeps up gets everything, in order', async () => {
  const taken: number[] = [];
  const sender = new NewestOnly<number>(async (value) => {
    taken.push(value);
  });
  for (const value of [1, 2, 3]) {
    sender.send(value);
    await sender.flushed();
  }
  expect(taken).toEqual([1, 2, 3]);
});

test('one that does not read costs a single value, and gets the newest in the end', async () => {
  const taken: number[] = [];
  let read = (): void => {};
  const sender = new NewestOnly<number>((value) => {
    taken.push(value);
    return new Promise((resolve) => {
      read = resolve;
    });
  });
  for (let value = 0; value < 1_000; value++) sender.send(value);
  expect(taken).toEqual([0]);
  read();
  await expect.poll(() => taken).toEqual([0, 999]);
  read();
  await sender.flushed();
  expect(taken).toEqual([0, 999]);
});

test('of values that are worth keeping all, those that wait are taken together', async () => {
  const taken: number[][] = [];
  const sender = new NewestOnly<number[]>(
    async (value) => void taken.push(value),
    (waiting, newest) => [...waiting, ...newest],
  );
  for (let value = 0; value < 4; value++) sender.send([value]);
  await sender.flushed();
  expect(taken).toEqual([[0], [1, 2, 3]]);
});

test('when nobody will read any more, nothing waits for ever', async () => {
  const sender = new NewestOnly<number>(() => Promise.reject(new Error('the channel is closed')));
  sender.send(1);
  sender.send(2);
  await sender.flushed();
});
