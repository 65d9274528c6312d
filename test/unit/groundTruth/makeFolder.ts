import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, empty ones unless their content is given; gone after the test. */
export function makeFolder(
  files: readonly string[],
  contents: Record<string, string> = {},
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'truth-'));
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  for (const file of [...files, ...Object.keys(contents)]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), contents[file] ?? '');
  }
  return folder;
}
