import { expect, test } from 'vitest';
import { listProviders } from '../../../server/src/providers';
import { fakeProofs } from './fakeProofs';

test('every provider of the platform is listed with what became of it', async () => {
  const fake = fakeProofs({ dml: { gigaflops: 5 }, webgpu: 'crash' });
  const listed = await listProviders(fake);
  expect(listed).toMatchObject([
    { provider: 'dml', verdict: { state: 'usable', gigaflops: 5 }, isUsual: true, isSlow: true },
    { provider: 'webgpu', verdict: { state: 'unusable' }, isUsual: true, isSlow: false },
    { provider: 'cpu', verdict: { state: 'usable' }, isUsual: true, isSlow: false },
  ]);
  for (const { driver, provenAt } of listed) {
    expect(driver).not.toBe('');
    expect(Date.parse(provenAt!)).toBeGreaterThan(Date.now() - 60_000);
  }
});

test('next to a CPU that cannot be measured nothing is slow', async () => {
  const listed = await listProviders(fakeProofs({ cpu: 'crash', dml: { gigaflops: 5 } }));
  expect(listed.map(({ isSlow }) => isSlow)).toEqual([false, false, false]);
});

test('what is only used when asked for comes first, and is not usual', async () => {
  const [first] = await listProviders({ ...fakeProofs({}), platform: 'linux/x64' });
  expect(first).toMatchObject({ provider: 'tensorrt', isUsual: false });
});

test('asked again, all is proven again', async () => {
  const fake = fakeProofs({ dml: {}, webgpu: {} });
  await listProviders(fake);
  await listProviders(fake);
  expect(fake.proven()).toEqual(['dml', 'webgpu', 'cpu']);
  await listProviders({ ...fake, again: true });
  expect(fake.proven()).toHaveLength(6);
});
