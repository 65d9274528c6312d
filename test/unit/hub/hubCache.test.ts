import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { downloadModel, removeModel } from '../../../server/src/hub';
import { filesIn, type HubForTest, mountDisk, startHub } from './hubForTest';

const weights = 'unet/model.onnx';

/** Lays the weights into the cache as huggingface_hub does, with `content` for their bytes. */
function cacheWeights({ hub, settings }: HubForTest, content?: Buffer): string {
  const stored = hub.files.get(weights)!;
  const folder = path.join(settings.cacheFolder, 'models--someone--tiny');
  const blob = path.join(folder, 'blobs', stored.sha256);
  mkdirSync(path.dirname(blob), { recursive: true });
  writeFileSync(blob, content ?? stored.content);
  const snapshot = path.join(folder, 'snapshots', hub.commit, weights);
  mkdirSync(path.dirname(snapshot), { recursive: true });
  symlinkSync(path.relative(path.dirname(snapshot), blob), snapshot);
  return blob;
}

function download({ settings }: HubForTest): Promise<string> {
  return downloadModel({ model: 'someone/tiny', acceptLicence: 'mit', settings });
}

test('what the cache of Hugging Face has is used in place, and stays when the model is removed', async () => {
  const started = await startHub();
  const { hub, folder, settings } = started;
  const blob = cacheWeights(started);
  await download(started);
  expect(hub.bytesAsked(weights)).toEqual([]);
  expect(statSync(path.join(folder, weights)).ino).toBe(statSync(blob).ino);
  const { length } = hub.files.get(weights)!.content;
  const total = [...hub.files.values()].reduce((sum, { content }) => sum + content.length, 0);
  expect(await removeModel('someone/tiny', settings)).toBe(total - length);
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync(blob)).toHaveLength(length);
});

test('a snapshot without blobs, as on systems without links, is used, too', async () => {
  const started = await startHub();
  const { hub, settings } = started;
  const file = path.join(
    ...[settings.cacheFolder, 'models--someone--tiny/snapshots', hub.commit, weights],
  );
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, hub.files.get(weights)!.content);
  await download(started);
  expect(hub.bytesAsked(weights)).toEqual([]);
});

test.each<[string, (length: number) => Buffer]>([
  ['damaged', (length) => Buffer.alloc(length, 1)],
  ['cut off', (length) => Buffer.alloc(length - 1, 1)],
])('a file of the cache that is %s is left alone, and the hub asked', async (_, content) => {
  const started = await startHub();
  const { hub, folder } = started;
  const { length } = hub.files.get(weights)!.content;
  const damaged = content(length);
  const blob = cacheWeights(started, damaged);
  await download(started);
  expect(hub.bytesAsked(weights)).toMatchObject([{ status: 200 }]);
  expect(readFileSync(blob).equals(damaged)).toBe(true);
  expect(filesIn(folder)).toContain(path.normalize(weights));
});

test('what a cache on another disk has is copied', async (context) => {
  const started = await startHub();
  const { hub } = started;
  const blob = cacheWeights(started);
  const modelsFolder = mountDisk(context, 80e6);
  const settings = { ...started.settings, modelsFolder };
  const folder = await download({ ...started, settings });
  expect(hub.bytesAsked(weights)).toEqual([]);
  expect(readFileSync(path.join(folder, weights)).equals(readFileSync(blob))).toBe(true);
});
