import { expect, test } from 'vitest';

test('with ONNX Runtime loaded there is no Float16Array, which its native part refuses', async () => {
  Object.assign(globalThis, { Float16Array: Uint16Array });
  const { Tensor } = await import('../../../server/src/host/onnxRuntime');
  expect('Float16Array' in globalThis).toBe(false);
  expect(new Tensor('float16', Uint16Array.of(0x3c_00), [1]).data).toBeInstanceOf(Uint16Array);
});
