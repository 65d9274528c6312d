import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // ONNX Runtime's tensors fail their own type checks inside worker threads and vm contexts.
    pool: 'forks',
    include: ['test/{unit,parity,protocol,mutation}/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: {
      include: ['server/src/**/*.ts', 'client/src/**/*.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
