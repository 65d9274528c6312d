import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Patience } from '../../../server/src/lsp/patience';

const never = () => new Promise<never>(() => {});

test('gives what was read', async () => {
  expect(await new Patience(1_000).wait(async () => 'text')).toBe('text');
});

test('hands on what went wrong', async () => {
  const wait = new Patience(1_000).wait(async () => {
    throw new Error('a bug');
  });
  await expect(wait).rejects.toThrow('a bug');
});

test('gives up a disk that does not answer, and says so to whoever reads', async () => {
  let signal: AbortSignal | undefined;
  const answer = await new Patience(50).wait(async (given) => {
    signal = given;
    return never();
  });
  expect(answer).toBeUndefined();
  expect(signal?.aborted).toBe(true);
});

test('gives what a busy process was too busy to hear of', async () => {
  const answer = new Patience(20).wait(async () => {
    await setImmediate();
    await setImmediate();
    return 'text';
  });
  const began = performance.now();
  while (performance.now() - began < 100);
  expect(await answer).toBe('text');
});

test('reads nothing while two reads hang, and goes on once one has come back', async () => {
  const patience = new Patience(5);
  let comeBack: (text: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  await patience.wait(() => new Promise<string>((resolve) => (comeBack = resolve)));
  await patience.wait(() => new Promise<string>((_, reject) => (fail = reject)));
  let reads = 0;
  const read = async (): Promise<string> => {
    reads += 1;
    return 'text';
  };
  expect(await patience.wait(read)).toBeUndefined();
  expect(reads).toBe(0);
  comeBack('late');
  await setImmediate();
  expect(await patience.wait(read)).toBe('text');
  await patience.wait(never);
  expect(await patience.wait(read)).toBeUndefined();
  fail(new Error('a disk that failed late'));
  await setImmediate();
  expect(await patience.wait(read)).toBe('text');
});
