import { expect, test, vi } from 'vitest';
import { NewestFirst } from '../../../server/src/thumbnails/newestFirst';

const stays = new AbortController().signal;

/** Work that says when it begins, and ends when it is told to. */
function workIn(line: NewestFirst) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string, signal: AbortSignal = stays): Promise<void> =>
    line.run(() => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    }, signal);
  return { begun, run, end: (name: string) => ends.get(name)!() };
}

test('a few run at once; of those that wait, the one that came last is next', async () => {
  const { begun, run, end } = workIn(new NewestFirst(2));
  const [first] = [run('a'), run('b'), run('c'), run('d')];
  expect(begun).toEqual(['a', 'b']);
  const last = run('e');
  end('a');
  await first;
  await vi.waitFor(() => expect(begun).toEqual(['a', 'b', 'e']));
  end('e');
  await last;
  await vi.waitFor(() => expect(begun).toEqual(['a', 'b', 'e', 'd']));
});

test('who leaves the line is not run, and keeps nobody from a place', async () => {
  const { begun, run, end } = workIn(new NewestFirst(1));
  const first = run('a');
  const leaving = new AbortController();
  const left = run('b', leaving.signal);
  const last = run('c');
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  await expect(run('d', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  end('a');
  await first;
  await vi.waitFor(() => end('c'));
  await last;
  const next = run('e');
  await vi.waitFor(() => end('e'));
  await next;
  expect(begun).toEqual(['a', 'c', 'e']);
});

test('work that fails leaves its place', async () => {
  const line = new NewestFirst(1);
  await expect(line.run(() => Promise.reject(new Error('no')), stays)).rejects.toThrow('no');
  expect(await line.run(async () => 'yes', stays)).toBe('yes');
});
