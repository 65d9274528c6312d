/**
 * What a package is made for, by VS Code's names. There is no ONNX Runtime for Intel Macs, nor for
 * musl.
 *
 * On Linux, images are decoded by sharp's WebAssembly build: the native one brings a GLib of its own,
 * which crashes beside the one that Electron has loaded (https://github.com/lovell/sharp/issues/4522).
 */
export const targets = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', decoder: 'wasm' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc', decoder: 'wasm' },
  'win32-x64': { os: 'win32', cpu: 'x64', decoder: 'native' },
  'win32-arm64': { os: 'win32', cpu: 'arm64', decoder: 'native' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', decoder: 'native' },
};
