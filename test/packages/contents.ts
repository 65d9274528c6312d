import type { NativeFormat } from './nativeFormat';

/** What a package for one platform must have, and nothing else of its kind. */
export interface Contents {
  /** Names of npm packages. */
  modules: string[];
  /** Native files below node_modules, with what they are for. */
  native: Record<string, NativeFormat>;
}

export type Target = 'linux-x64' | 'linux-arm64' | 'win32-x64' | 'win32-arm64' | 'darwin-arm64';

const everywhere = [
  '@harperfast/extended-iterable',
  '@img/colour',
  'detect-libc',
  'lmdb',
  'msgpackr',
  'node-gyp-build-optional-packages',
  'onnxruntime-common',
  'onnxruntime-node',
  'ordered-binary',
  'semver',
  'sharp',
  'weak-lru-cache',
];

function linux(cpu: 'x64' | 'arm64'): Contents {
  const runtime = `onnxruntime-node/bin/napi-v6/linux/${cpu}`;
  return {
    modules: [...everywhere, `@lmdb/lmdb-linux-${cpu}`, '@img/sharp-wasm32'],
    native: {
      [`${runtime}/libonnxruntime.so.1`]: `ELF ${cpu}`,
      [`${runtime}/onnxruntime_binding.node`]: `ELF ${cpu}`,
      [`@lmdb/lmdb-linux-${cpu}/node.napi.glibc.node`]: `ELF ${cpu}`,
      '@img/sharp-wasm32/lib/sharp-wasm32-0.35.5.node.wasm': 'WebAssembly',
    },
  };
}

function windows(cpu: 'x64' | 'arm64'): Contents {
  const runtime = `onnxruntime-node/bin/napi-v6/win32/${cpu}`;
  const decoder = `@img/sharp-win32-${cpu}`;
  return {
    modules: [...everywhere, `@lmdb/lmdb-win32-${cpu}`, decoder],
    native: {
      [`${runtime}/onnxruntime.dll`]: `PE ${cpu}`,
      [`${runtime}/onnxruntime_binding.node`]: `PE ${cpu}`,
      [`${runtime}/DirectML.dll`]: `PE ${cpu}`,
      // Compile shaders for WebGPU.
      [`${runtime}/dxcompiler.dll`]: `PE ${cpu}`,
      [`${runtime}/dxil.dll`]: `PE ${cpu}`,
      [`@lmdb/lmdb-win32-${cpu}/node.napi.node`]: `PE ${cpu}`,
      [`${decoder}/lib/sharp-win32-${cpu}-0.35.5.node`]: `PE ${cpu}`,
      [`${decoder}/lib/libvips-42.dll`]: `PE ${cpu}`,
      [`${decoder}/lib/libvips-cpp-8.18.7.dll`]: `PE ${cpu}`,
    },
  };
}

const mac: Contents = {
  modules: [
    ...everywhere,
    '@img/sharp-darwin-arm64',
    '@img/sharp-libvips-darwin-arm64',
    '@lmdb/lmdb-darwin-arm64',
  ],
  native: {
    'onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib': 'Mach-O arm64',
    'onnxruntime-node/bin/napi-v6/darwin/arm64/onnxruntime_binding.node': 'Mach-O arm64',
    '@lmdb/lmdb-darwin-arm64/node.napi.node': 'Mach-O arm64',
    '@img/sharp-darwin-arm64/lib/sharp-darwin-arm64-0.35.5.node': 'Mach-O arm64',
    '@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.8.18.7.dylib': 'Mach-O arm64',
  },
};

export const contents: Record<Target, Contents> = {
  'linux-x64': linux('x64'),
  'linux-arm64': linux('arm64'),
  'win32-x64': windows('x64'),
  'win32-arm64': windows('arm64'),
  'darwin-arm64': mac,
};

/** Beside node_modules, for every platform. */
export const topLevel = [
  'LICENSE.txt',
  'changelog.md',
  'dist',
  'l10n',
  'media',
  'models',
  'node_modules',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'readme.md',
];

/** Of every platform. */
export const required = [
  'dist/client.js',
  'dist/server.js',
  'dist/host.js',
  'dist/store.js',
  'dist/thumbnails.js',
  'dist/parquet.js',
  'dist/vega.js',
  'dist/cli.js',
  'dist/bullmq.js',
  'dist/ThirdPartyNotices.txt',
  'dist/webview/main.js',
  'dist/webview/codicon.css',
  'dist/webview/codicon.ttf',
  'l10n/bundle.l10n.json',
  'l10n/bundle.l10n.zh-cn.json',
  'media/icon.png',
  'media/samples/bird.jpg',
  'media/walkthrough/agents.svg',
  'media/walkthrough/folder.svg',
  'media/walkthrough/labels.svg',
  'media/walkthrough/models.svg',
  'media/walkthrough/sample.svg',
  'media/walkthrough/why.svg',
  'models/everyday-32/README.md',
  'models/everyday-32/classifier.json',
  'models/everyday-32/model_index.json',
  'models/everyday-32/scheduler/scheduler_config.json',
  'models/everyday-32/unet/config.json',
  'models/everyday-32/unet/model.onnx',
];

/** Files of no package: what only developers need, and what belongs to nobody else. */
export const forbidden = [
  /\.map$/,
  /\.[cm]?ts$/,
  /\.(c|cc|cpp|h|gyp|gypi|py|onnx_data|pyc)$/,
  /\.vsix$/,
  /(^|\/)(test|tests|fixtures|coverage|src|example|examples)\//,
  // sharp and msgpackr bring none, onnxruntime-node's would download libraries.
  /(^|\/)(script|scripts)\//,
  /(^|\/)\./,
  /(^|\/)(package-lock|tsconfig|biome|knip)[^/]*\.json$/,
  /cuda|tensorrt|musl/i,
];
