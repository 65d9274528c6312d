import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClassifyResult } from '../../../server/src/protocol';

/** A result of which only the winner and the number of labels matter. */
export function result(predicted: string, labels = 1): ClassifyResult {
  return {
    image: predicted,
    model: 'm',
    predicted,
    labels: Array(labels).fill({
      label: predicted,
      probability: 1,
      error: 0.125,
      samples: 1,
      margin: 0,
    }),
    calibrated: true,
    evaluations: 1,
    seconds: 1,
  };
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  return folder;
}
