import { expect, test } from 'vitest';
import { plainReason } from '../../../server/src/providers/plainReason';

const loadFailed = 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library';

/** As ONNX Runtime 1.30.0 writes it when the loader of Linux finds no library. */
function written(library: string): string {
  return `[E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /somewhere/libonnxruntime_providers_cuda.so with error: ${library}: cannot open shared object file: No such file or directory\n`;
}

test.each([
  ['libcublasLt.so.13', 'install the CUDA toolkit 13'],
  ['libcudart.so.12', 'install the CUDA toolkit 12'],
  ['libcurand.so.10', 'install the CUDA toolkit'],
  ['libcuda.so.1', 'install the NVIDIA driver'],
  ['libcudnn.so.9', 'install cuDNN 9'],
  ['libnvinfer.so.10', 'install TensorRT 10'],
  ['libnvonnxparser.so.10', 'install TensorRT 10'],
  [
    'libonnxruntime_providers_shared.so',
    'install it with `diffusion-classifier providers install cuda`',
  ],
])('without %s it says: %s', (library, install) => {
  expect(plainReason(loadFailed, written(library))).toEqual({
    state: 'unusable',
    reason: `${library} is missing: ${install}`,
  });
});

test('a library that nobody knows is named', () => {
  expect(plainReason(loadFailed, written('libother.so'))).toEqual({
    state: 'unusable',
    reason: 'libother.so is missing',
  });
});

test('what the loader says of a library that it finds but cannot load is said', () => {
  const said = written('libx.so').replace(/libx\.so: .*/, '/somewhere/liby.so: invalid ELF header');
  expect(plainReason(loadFailed, said)).toEqual({
    state: 'unusable',
    reason: '/somewhere/liby.so: invalid ELF header',
  });
});

test.each([
  ['', 'there is no graphics card for it'],
  [
    "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file",
    'there is no graphics card for it, or no Vulkan loader (libvulkan.so.1, in libvulkan1)',
  ],
])('no graphics card is no fault: %s', (said, reason) => {
  const message =
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n';
  expect(plainReason(message, said)).toEqual({ state: 'absent', reason });
});

test('anything else is what ONNX Runtime says, on one line and without its own code', () => {
  const message = '/src/x.cc:1 void a::b(int) x == 1 was false. CUDA failure 100:\n no device';
  expect(plainReason(message, '')).toEqual({
    state: 'unusable',
    reason: 'CUDA failure 100: no device',
  });
  const { reason } = plainReason('long '.repeat(200), '') as { reason: string };
  expect(reason).toHaveLength(301);
});
