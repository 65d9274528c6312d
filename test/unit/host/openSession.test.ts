import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { openSession, sessionOptions } from '../../../server/src/host/openSession';

/** As if this build of ONNX Runtime had the providers of every platform. */
vi.mock(import('onnxruntime-node'), async (original) => {
  const names = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'];
  const listSupportedBackends = () => names.map((name) => ({ name, bundled: true }));
  return { ...(await original()), listSupportedBackends };
});

test('a provider is alone in its list, and told which card to use', () => {
  const listed = (provider: Parameters<typeof sessionOptions>[0]['provider']) =>
    sessionOptions({ provider, index: 2 }).executionProviders;
  expect(listed('cpu')).toEqual(['cpu']);
  expect(listed('webgpu')).toEqual(['webgpu']);
  expect(listed('cuda')).toEqual([{ name: 'cuda', deviceId: 2 }]);
  expect(listed('dml')).toEqual([{ name: 'dml', deviceId: 2 }]);
  expect(listed('coreml')).toEqual([{ name: 'coreml', coreMlFlags: 0x010 }]);
});

test('TensorRT has CUDA on the same card for what it does not take, never the CPU', () => {
  expect(sessionOptions({ provider: 'tensorrt', index: 1 }).executionProviders).toEqual([
    { name: 'tensorrt', deviceId: 1 },
    { name: 'cuda', deviceId: 1 },
  ]);
});

test('DirectML gets neither memory patterns nor parallel nodes', () => {
  expect(sessionOptions({ provider: 'dml', index: 0 })).toMatchObject({
    enableMemPattern: false,
    executionMode: 'sequential',
  });
  expect(sessionOptions({ provider: 'cpu', index: 0 })).not.toHaveProperty('enableMemPattern');
});

test('threads are those of the device, or all', async () => {
  const device = { provider: 'cpu', index: 0 } as const;
  expect(sessionOptions({ ...device, threads: 1 }).intraOpNumThreads).toBe(1);
  expect(sessionOptions(device).intraOpNumThreads).toBeGreaterThan(0);
  const file = path.resolve('test/fixtures/tiny-crossed/unet/model.onnx');
  const session = await openSession(file, { ...device, threads: 1 });
  expect(session.inputNames).toContain('sample');
  await session.release();
});
