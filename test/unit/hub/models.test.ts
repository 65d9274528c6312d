import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  downloadModel,
  listModels,
  modelPath,
  removeModel,
  verifyModel,
} from '../../../server/src/hub';
import { catalogue } from '../../../server/src/hub/catalogue';
import type { DownloadState } from '../../../server/src/protocol';
import { failureOf, filesIn, type HubForTest, startHub, temporaryFolder } from './hubForTest';

const model = 'someone/tiny';

async function downloaded(): Promise<HubForTest> {
  const started = await startHub();
  await downloadModel({ model, acceptLicence: 'mit', settings: started.settings });
  return started;
}

test('the list has the bundled model and the catalogue, each with what one has to know', async () => {
  const { settings } = await startHub();
  const entries = await listModels(settings);
  expect(entries[0]).toMatchObject({
    ...{ id: 'everyday-32', state: 'bundled', imageSize: 32, vocabulary: 'closed' },
    bytes: { missing: 0 },
  });
  expect(entries[0]!.bytes.total).toBeGreaterThan(10e6);
  expect(entries).toHaveLength(1 + catalogue.length);
  for (const entry of entries.slice(1)) {
    expect(entry.state).toBe('available');
    expect(entry.bytes.missing).toBeGreaterThan(1e9);
    expect(entry.memory).toBeGreaterThan(entry.bytes.total);
    // The licence stands behind it in a line of the editor's list, which takes 70 characters.
    expect(entry.description.length).toBeLessThanOrEqual(40);
    expect(entry.licence.url).toMatch(/^https:/);
    expect(entry.source!.repository).toMatch(/^[\w-]+\/[\w.-]+$/);
    expect(JSON.stringify(entry)).not.toMatch(/turbo|diffusion-3/i);
  }
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
});

test('a model of the catalogue is found by its id and its repository, with the licence first', async () => {
  const { settings, hub } = await startHub();
  const { id, repository, licence } = catalogue[0]!;
  for (const name of [id, repository]) {
    const failure = await failureOf(downloadModel({ model: name, settings }));
    expect(failure.code).toBe('licence-not-accepted');
    expect(failure.details).toMatchObject({ licence: licence.name, url: licence.url });
  }
  expect(hub.asked).toEqual([]);
});

test.each([
  [{ license: 'creativeml-openrail-m' }, undefined],
  [{}, undefined],
  [{ license: 'other', license_name: 'sai-nc', license_link: 'https://x.example/l' }, 'sai-nc'],
])('a licence that the hub has changed to %j has to be accepted anew', async (cardData, asked) => {
  const { id, repository, licence } = catalogue[0]!;
  const { settings, folder } = await startHub({ repository, cardData });
  const download = downloadModel({ model: id, acceptLicence: licence.name, settings });
  if (asked === undefined) {
    expect(await download).toBe(path.join(path.dirname(folder), id));
  } else {
    expect((await failureOf(download)).details).toMatchObject({
      licence: asked,
      url: 'https://x.example/l',
    });
    expect(existsSync(folder)).toBe(false);
  }
});

test('the licence that the hub has changed a model of the catalogue to can be accepted', async () => {
  const { id, repository, licence } = catalogue[0]!;
  const { settings, hub } = await startHub({ repository, cardData: { license: 'sai-nc' } });
  const work = downloadModel({ model: id, acceptLicence: licence.name, settings });
  const { details } = await failureOf(work);
  expect(details.licence).toBe('sai-nc');
  await downloadModel({ model: id, acceptLicence: details.licence, settings });
  expect(hub.bytesAsked('unet/model.onnx')).toHaveLength(1);
});

test('a licence that somebody else has begun the model under meanwhile has to be accepted, too', async () => {
  const { settings, hub, folder } = await startHub();
  const others = {
    ...{ version: 1, repository: model, revision: 'main', commit: hub.commit },
    ...{ licence: { name: 'sai-nc', url: 'https://x.example/l' }, files: [] },
  };
  const onNote = (): void => {
    mkdirSync(path.join(folder, '.download'), { recursive: true });
    writeFileSync(path.join(folder, '.download/record.json'), JSON.stringify(others));
  };
  const work = downloadModel({ model, acceptLicence: 'mit', settings, onNote });
  expect((await failureOf(work)).details).toMatchObject({ licence: 'sai-nc' });
});

test.each([
  ['https://x.example/l\n\u001b[31m', 'https://x.example/l%1B[31m'],
  ['https://', undefined],
  ['javascript:alert(1)', undefined],
])('the page of a licence is a web page and nothing else: %j', async (link, url) => {
  const cardData = { license: 'other', license_link: link };
  const { settings, hub } = await startHub({ cardData });
  const { details } = await failureOf(downloadModel({ model, settings }));
  expect(details.url).toBe(url ?? `${hub.url}/${model}`);
});

test.each([
  ['\u001b]0;evil\u0007mit\u009b31m', ']0;evil mit 31m'],
  ['  mit\n\u202e or not ', 'mit or not'],
  [' \t ', 'not stated'],
])(
  'a licence is named without controls, so that it can be shown and accepted: %j',
  async (license, name) => {
    const { settings } = await startHub({ cardData: { license } });
    expect((await failureOf(downloadModel({ model, settings }))).details.licence).toBe(name);
    await downloadModel({ model, acceptLicence: name, settings });
  },
);

test('the commit that the hub named first stays, whatever its branch does later', async () => {
  const { hub, settings, folder } = await startHub();
  const first = hub.commit;
  hub.faults.push({ at: 'unet/model.onnx', cutAt: 1_000 });
  await failureOf(downloadModel({ model, acceptLicence: 'mit', settings }));
  hub.faults.length = 0;
  hub.asked.length = 0;
  await downloadModel({ model, acceptLicence: 'mit', settings });
  expect(hub.asked.map(({ what }) => what)).not.toContain('listing');
  const record = JSON.parse(readFileSync(path.join(folder, '.download/record.json'), 'utf8'));
  expect(record).toMatchObject({ revision: 'main', commit: first, repository: model });

  const other = `${model}@v2`;
  const failure = await failureOf(downloadModel({ model: other, acceptLicence: 'mit', settings }));
  expect(failure.message).toContain('remove it first');
  expect(await downloadModel({ model: `${model}@${first}`, acceptLicence: 'mit', settings })).toBe(
    folder,
  );
});

test('a revision is asked for by name', async () => {
  const { hub, settings } = await startHub();
  hub.faults.push({ at: 'listing', status: 404 });
  const { message } = await failureOf(
    downloadModel({ model: `${model}@refs/pr/1`, acceptLicence: 'mit', settings }),
  );
  expect(message).toContain('model someone/tiny at refs/pr/1');
});

test.each(['', 'nothing', '../x', 'a/b/c', '/etc', 'owner/..', '.download', 'a@b', 'x y/z'])(
  'there is no model %j, and what there is is said',
  async (name) => {
    const { settings } = await startHub();
    for (const work of [
      downloadModel({ model: name, acceptLicence: 'mit', settings }),
      verifyModel({ model: name, settings }),
      removeModel(name, settings),
      modelPath(settings, name),
    ]) {
      const failure = await failureOf(work);
      expect(failure.code).toBe('model-not-found');
      expect(failure.message).toContain('stable-diffusion-1.5');
    }
  },
);

test('a model without a licence on its card has one to accept all the same', async () => {
  const { settings, hub } = await startHub({ cardData: {} });
  const failure = await failureOf(downloadModel({ model, settings }));
  expect(failure.details).toMatchObject({ licence: 'not stated', url: `${hub.url}/${model}` });
  await downloadModel({ model, acceptLicence: 'not stated', settings });
});

test('verifying names what is missing, cut, changed and unknown', async () => {
  const { hub, settings, folder } = await downloaded();
  rmSync(path.join(folder, 'model_index.json'));
  truncateSync(path.join(folder, 'unet/config.json'), 3);
  const weights = path.join(folder, 'unet/model.onnx');
  const changed = readFileSync(weights);
  changed[1_000]! ^= 1;
  writeFileSync(weights, changed);
  const states: DownloadState[] = [];
  const files = await verifyModel({ model, settings, onProgress: (state) => states.push(state) });
  const byName = Object.fromEntries(files.map(({ file, state }) => [file, state]));
  expect(byName).toMatchObject({
    'model_index.json': 'missing',
    'unet/config.json': 'wrong-size',
    'unet/model.onnx': 'wrong-hash',
    'classifier.json': 'whole',
  });
  expect(states.length).toBeGreaterThan(0);

  // The next download brings those three again, and nothing else.
  const entry = (await listModels(settings)).find(({ id }) => id === 'someone--tiny');
  expect(entry?.state).toBe('partial');
  expect((await failureOf(modelPath(settings, model))).message).toContain('only in part');
  hub.asked.length = 0;
  await downloadModel({ model, acceptLicence: 'mit', settings });
  const asked = hub.asked.filter(({ status }) => status === 200).map(({ what }) => what);
  expect(asked.sort()).toEqual(['model_index.json', 'unet/config.json', 'unet/model.onnx']);
  const again = await verifyModel({ model, settings });
  expect(new Set(again.map(({ state }) => state))).toEqual(new Set(['whole']));
});

test('verifying can be cancelled', async () => {
  const { settings } = await downloaded();
  const stop = new AbortController();
  stop.abort();
  expect((await failureOf(verifyModel({ model, settings, signal: stop.signal }))).code).toBe(
    'cancelled',
  );
});

test('the bundled model: here already, verified as far as known, never removed', async () => {
  const { settings } = await startHub();
  const folder = await downloadModel({ model: 'everyday-32', settings });
  expect(await modelPath(settings, 'everyday-32')).toBe(folder);
  const files = await verifyModel({ model: 'everyday-32', settings });
  expect(new Set(files.map(({ state }) => state))).toEqual(new Set(['no-known-hash']));
  expect((await failureOf(removeModel('everyday-32', settings))).code).toBe('options-invalid');
  expect(existsSync(path.join(folder, 'unet/model.onnx'))).toBe(true);
});

test('the path of a model that is here in part is no path to use', async () => {
  const { settings, folder } = await downloaded();
  expect(await modelPath(settings, 'someone--tiny')).toBe(folder);
  rmSync(path.join(folder, 'unet/model.onnx'));
  expect((await failureOf(modelPath(settings, model))).message).toContain('only in part');
});

test('removing takes parts along, leaves what is not ours, and follows no link', async () => {
  const { settings, folder } = await downloaded();
  const own = path.join(folder, 'my notes.txt');
  writeFileSync(own, 'mine');
  writeFileSync(path.join(folder, 'unet/model.onnx.part'), 'half');
  const elsewhere = temporaryFolder();
  const precious = path.join(elsewhere, 'scheduler_config.json');
  writeFileSync(precious, 'precious');
  rmSync(path.join(folder, 'scheduler'), { recursive: true });
  symlinkSync(elsewhere, path.join(folder, 'scheduler'));
  await removeModel(model, settings);
  expect(filesIn(folder)).toEqual(['my notes.txt', 'scheduler']);
  expect(existsSync(precious)).toBe(true);
  expect((await failureOf(removeModel(model, settings))).code).toBe('model-not-found');
});

test('a record that names files elsewhere is none', async () => {
  const { settings, folder } = await downloaded();
  const precious = path.join(temporaryFolder(), 'precious');
  writeFileSync(precious, 'precious');
  const file = path.join(folder, '.download/record.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  record.files.push({ file: path.relative(folder, precious), size: 8 });
  writeFileSync(file, JSON.stringify(record));
  expect((await failureOf(removeModel(model, settings))).code).toBe('model-not-found');
  expect(existsSync(precious)).toBe(true);
});

test('folders of models that are not ours are not listed', async () => {
  const { settings } = await startHub();
  mkdirSync(path.join(settings.modelsFolder, 'mine'), { recursive: true });
  expect(await listModels(settings)).toHaveLength(1 + catalogue.length);
});

test('removing waits for a download that is going on, says so, and the wait can be cancelled', async () => {
  const { settings, folder } = await downloaded();
  const owner = { pid: process.ppid, host: hostname(), id: 'alive' };
  writeFileSync(path.join(folder, '.download/lock'), JSON.stringify(owner));
  const stop = new AbortController();
  const onWait = vi.fn(() => stop.abort());
  const work = removeModel(model, settings, { signal: stop.signal, onWait });
  expect((await failureOf(work)).code).toBe('cancelled');
  expect(onWait).toHaveBeenCalledOnce();
  expect(await modelPath(settings, model)).toBe(folder);
});
