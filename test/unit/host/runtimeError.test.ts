import { expect, test } from 'vitest';
import { isOutOfMemory } from '../../../server/src/host/runtimeError';

test.each([
  'Non-zero status code returned while running Conv node. Name:"/conv" Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 9663676416',
  'BFCArena::AllocateRawInternal Available memory of 0 is smaller than requested bytes of 1048576',
  'std::bad_alloc',
  'bad allocation',
  'CUDA failure 2: out of memory ; GPU=0',
  'CUDA_ERROR_OUT_OF_MEMORY',
  'cudaErrorMemoryAllocation',
  'CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED',
  'CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED',
  'DmlExecutionProvider: Exception(3) 8007000E Not enough memory resources are available to complete this operation.',
  'E_OUTOFMEMORY',
  'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY',
  'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error. - While validating entries[1] against { binding: 1 }.',
  'WebGPU validation failed. Buffer size (2400000000) exceeds the max buffer size limit (1073741824).',
  'Binding size (200000000) of [Buffer (unlabeled)] is larger than the maximum binding size (134217728).',
  'numbers_storage_buffers_ <= limits_.maxStorageBuffersPerShaderStage was false. Too many storage buffers in shader. Current: 20, Max is 12',
])('a lack of memory is told from other errors: %s', (message) => {
  expect(isOutOfMemory(new Error(message))).toBe(true);
});

test.each([
  'indices element out of data bounds, idx=5 must be within the inclusive range [-4,3]',
  'Invalid rank for input: sample Got: 3 Expected: 4',
  'Device is lost',
])('is no lack of memory: %s', (message) => {
  expect(isOutOfMemory(new Error(message))).toBe(false);
});
