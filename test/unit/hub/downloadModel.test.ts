import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { downloadModel, listModels, verifyModel } from '../../../server/src/hub';
import { failureOf, filesIn, startHub } from './hubForTest';

const weights = 'unet/model.onnx';
const model = 'someone/tiny';
const acceptLicence = 'mit';

test('a model is downloaded whole, with what the hub knows of it', async () => {
  const { hub, settings, folder } = await startHub();
  expect(await downloadModel({ model, acceptLicence, settings })).toBe(folder);
  expect(filesIn(folder)).toEqual([...hub.files.keys()].sort());
  for (const [file, { content }] of hub.files) {
    expect(readFileSync(path.join(folder, file)).equals(content)).toBe(true);
  }
  const verified = await verifyModel({ model, settings });
  expect(new Set(verified.map(({ state }) => state))).toEqual(new Set(['whole']));
  const entry = (await listModels(settings)).find(({ id }) => id === 'someone--tiny');
  expect(entry).toMatchObject({
    state: 'downloaded',
    folder,
    source: { repository: model, revision: hub.commit },
    licence: { name: 'mit' },
    imageSize: 16,
    vocabulary: 'closed',
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  'cut at %i tenths: what is there stays, and only the rest is asked for',
  async (tenths) => {
    const { hub, settings, folder } = await startHub();
    const { content } = hub.files.get(weights)!;
    const cutAt = Math.floor((content.length * tenths) / 10);
    hub.faults.push({ at: weights, cutAt });
    const failure = await failureOf(downloadModel({ model, acceptLicence, settings }));
    expect(failure).toMatchObject({ code: 'download-failed', details: { reason: 'cut' } });
    expect(statSync(path.join(folder, `${weights}.part`)).size).toBe(cutAt);
    expect(filesIn(folder)).not.toContain(weights);
    const entry = (await listModels(settings)).find(({ id }) => id === 'someone--tiny');
    expect(entry).toMatchObject({ state: 'partial' });

    hub.faults.length = 0;
    hub.asked.length = 0;
    await downloadModel({ model, acceptLicence, settings });
    expect(hub.bytesAsked(weights)).toMatchObject([{ range: `bytes=${cutAt}-`, status: 206 }]);
    expect(readFileSync(path.join(folder, weights)).equals(content)).toBe(true);
    expect(filesIn(folder)).toEqual([...hub.files.keys()].sort());
  },
);
