/** What ONNX Runtime says, in one line; from the middle of its longest, signatures of C++ are left out. */
export function runtimeMessage({ message }: Error): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length <= 500 ? line : `${line.slice(0, 200)} … ${line.slice(-300)}`;
}

/**
 * How a lack of memory is told: by ONNX Runtime's arenas ("Failed to allocate memory for requested
 * buffer of size 4096", "Available memory of 1 is smaller than requested bytes of 2"), by C++
 * ("std::bad_alloc"; on Windows "bad allocation"), CUDA and its libraries, Direct3D and Vulkan. The
 * last four are of WebGPU, where a buffer that could not be had is noticed when it is used, and the
 * size of one is limited, too.
 */
const outOfMemory = new RegExp(
  [
    'failed to allocate',
    'smaller than requested bytes',
    'bad_?alloc',
    'bad allocation',
    'out[ _]?of[ _]?(device_|host_)?memory',
    'not enough memory',
    'cudaErrorMemoryAllocation',
    'STATUS_ALLOC_FAILED',
    '8007000E',
    '\\[Invalid Buffer.* is invalid due to a previous error',
    'exceeds the max buffer size limit',
    'is larger than the maximum binding size',
    'too many storage buffers in shader',
  ].join('|'),
  'i',
);

/** Whether a smaller batch might do what this error ended. */
export function isOutOfMemory({ message }: Error): boolean {
  return outOfMemory.test(message);
}

/** Whether a graph in float16 was given to a WebGPU device that has no such numbers. */
export function lacksFloat16({ message }: Error): boolean {
  return message.includes('requires f16 but the device does not support it');
}
