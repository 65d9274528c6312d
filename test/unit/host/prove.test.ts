import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { prove } from '../../../server/src/host/prove';
import { judge } from '../../../server/src/providers/verdict';

const profiles = () => readdirSync(tmpdir()).filter((name) => name.includes('classifier-prove-'));

test('the CPU computes the golden output, and leaves no profile behind', async () => {
  const before = profiles();
  const proof = await prove({ provider: 'cpu', index: 0 });
  expect(proof.difference).toBeGreaterThan(0);
  expect(proof.difference).toBeLessThan(1e-5);
  expect(proof.processorNodes).toEqual(expect.arrayContaining(['Conv', 'MatMul', 'Softmax']));
  expect(judge('cpu', proof)).toEqual({ state: 'usable', gigaflops: proof.gigaflops });
  expect(proof.gigaflops).toBeGreaterThan(0.1);
  expect(profiles()).toEqual(before);
});

test('a provider that this build does not have is refused, not replaced by the CPU', async () => {
  const provider = process.platform === 'darwin' ? 'cuda' : 'coreml';
  await expect(prove({ provider, index: 0 })).rejects.toMatchObject({
    code: 'provider-unavailable',
    message: expect.stringContaining(`has no provider ${provider}; it has cpu`),
  });
});
