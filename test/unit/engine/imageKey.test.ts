import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { imageKey } from '../../../server/src/engine/imageKey';
import { defaultImageLimits } from '../../../server/src/imageLimits';

test.skipIf(process.platform === 'win32')('a pipe or a device is not read', async () => {
  const pipe = path.join(mkdtempSync(path.join(tmpdir(), 'pipes-')), 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero']) {
    expect(await imageKey({ file }, 'product', defaultImageLimits)).toBeUndefined();
  }
});

test('what is over the limits has no key, wherever it comes from', async () => {
  const limits = { ...defaultImageLimits, megabytes: 0.001 };
  const image = (bytes: number) => ({
    dataUri: `data:image/png;base64,${Buffer.alloc(bytes).toString('base64')}`,
  });
  expect(await imageKey(image(900), 'product', limits)).toMatch(/^[0-9a-f]{64}-product$/);
  expect(await imageKey(image(1_100), 'product', limits)).toBeUndefined();
});
