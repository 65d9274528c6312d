import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // ONNX Runtime's tensors fail their own type checks inside worker threads and vm contexts.
    pool: 'forks',
    globalSetup: 'test/ownCacheFolder.ts',
    include: ['test/{unit,parity,protocol,queue,mutation,audit}/**/*.test.ts'],
    // Runs with the editor tests, which install what it needs.
    exclude: ['test/protocol/webgpu.test.ts'],
    testTimeout: 20_000,
    coverage: {
      include: ['server/src/**/*.ts', 'client/src/**/*.ts'],
      reporter: ['text-summary', 'html'],
      // As this process sees it: what the processes that tests start go through is not counted.
      thresholds: {
        'server/src/**/*.ts': { branches: 95 },
        'server/src/method/**/*.ts': { branches: 100 },
      },
    },
  },
});
