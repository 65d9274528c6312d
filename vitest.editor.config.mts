import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/editor/globalSetup.ts',
    // WebGPU too: its driver comes with the browser that the editor tests install.
    include: [
      'test/editor/**/*.test.ts',
      'test/packages/**/*.test.ts',
      'test/webview/**/*.test.ts',
      'test/protocol/webgpu.test.ts',
    ],
    pool: 'forks',
    // One VS Code at a time: two would wait for each other's processors.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
