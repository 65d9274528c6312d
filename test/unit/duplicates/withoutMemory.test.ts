import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findDuplicates } from '../../../server/src/duplicates';
import type { Fingerprint } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';

const folder = await mkdtemp(path.join(tmpdir(), 'duplicates-'));
await writeFile(path.join(folder, 'a.png'), 'one');
await writeFile(path.join(folder, 'b.png'), 'one');

async function* listed(...images: string[]): AsyncGenerator<string> {
  yield* images;
}

const engine = {
  fingerprint: async (image: string): Promise<Fingerprint> => {
    if (image.endsWith('gone.png')) throw new Failure('image-not-found', `${image} is gone.`);
    if (image.endsWith('broken.png')) throw new Failure('host-failed', 'The host failed.');
    return { content: 'same', perceptual: '0123456789abcdef', width: 8, height: 8 };
  },
};

test('nothing need be remembered, and an image that is gone is named', async () => {
  const images = listed('gone.png', 'a.png', 'also-gone.png', 'b.png');
  const { groups, failures } = await findDuplicates({ folder, images }, { engine });
  expect(groups).toMatchObject([{ versions: [{ images: ['a.png', 'b.png'], bytes: 3 }] }]);
  expect(failures.map(({ image, code }) => [image, code])).toEqual([
    ['also-gone.png', 'image-not-found'],
    ['gone.png', 'image-not-found'],
  ]);
});

test('what every image would meet ends it, as does a cancel', async () => {
  const failed = findDuplicates({ folder, images: listed('broken.png') }, { engine });
  await expect(failed).rejects.toMatchObject({ code: 'host-failed' });
  const signal = AbortSignal.abort();
  const cut = findDuplicates({ folder, images: listed('a.png') }, { engine, signal });
  await expect(cut).rejects.toMatchObject({ code: 'cancelled' });
});
