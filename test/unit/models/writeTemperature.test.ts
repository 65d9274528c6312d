import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openModelFolder, writeTemperature } from '../../../server/src/models';
import { makeModelFolder } from '../../fixtures/modelFolder';

const fitted = {
  temperature: 0.000191,
  calibration: {
    ...{ images: 500, labels: 10, error: 0.031, interval: [0.027, 0.062] as [number, number] },
    ...{ accuracy: 0.74, loss: 'l2' as const, samples: 96 },
  },
};
const block =
  '"calibration": { "images": 500, "labels": 10, "error": 0.031, "interval": [0.027, 0.062], "accuracy": 0.74, "loss": "l2", "samples": 96 }';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(classifier: Record<string, unknown> = {}): string {
  const folder = makeModelFolder(classifier);
  folders.push(folder);
  return folder;
}

/** What becomes of a classifier.json whose text `edit` has changed. */
async function rewritten(edit: (content: Record<string, unknown>) => string) {
  const folder = folderWith();
  const file = path.join(folder, 'classifier.json');
  const before = edit(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, before);
  expect(await writeTemperature(await openModelFolder(folder), fitted)).toBe(file);
  const after = readFileSync(file, 'utf8');
  const { classifier } = await openModelFolder(folder);
  expect(classifier).toMatchObject(fitted);
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
  return { before, after };
}

test('two values change and everything else stays, down to the spaces', async () => {
  const { before, after } = await rewritten((content) =>
    JSON.stringify(content, null, 4).replace('"id":', '"id"  :  '),
  );
  expect(after).toBe(
    before.replace('"temperature": 0.01,', `"temperature": 0.000191,\n    ${block},`),
  );
});

test('lines end as they did', async () => {
  const { before, after } = await rewritten((content) =>
    JSON.stringify(content, null, 2).replaceAll('\n', '\r\n'),
  );
  expect(after).toBe(
    before.replace('"temperature": 0.01,', `"temperature": 0.000191,\r\n  ${block},`),
  );
});

test('a text without spaces stays on one line', async () => {
  const { before, after } = await rewritten((content) => JSON.stringify(content));
  expect(after).toBe(before.replace('"temperature":0.01', `"temperature": 0.000191,${block}`));
});

test('the calibration before is replaced where it stands', async () => {
  const former = { ...fitted.calibration, images: 20 };
  const { before, after } = await rewritten((content) =>
    JSON.stringify({ calibration: former, ...content }, null, 2),
  );
  expect(after).toMatch(/^\{\n {2}"calibration": \{ "images": 500, .*\},\n {2}"id"/);
  expect(after.split('"temperature"')).toHaveLength(2);
  expect(after.length).toBeLessThan(before.length);
});

test('a description that speaks of a "temperature": 3 is left alone', async () => {
  const description = 'Has a "temperature": 3 and a "calibration": {} in words.';
  const { after } = await rewritten((content) =>
    JSON.stringify({ description, ...content }, null, 2),
  );
  expect(JSON.parse(after).description).toBe(description);
});

test('a text in which the field cannot be found is written anew', async () => {
  const { after } = await rewritten((content) =>
    JSON.stringify(content).replace('"temperature"', '"\\u0074emperature"'),
  );
  expect(JSON.parse(after)).toMatchObject({ id: 'weightless', ...fitted });
});

test('a model without classifier.json gets one of what it is used with', async () => {
  const folder = folderWith();
  const file = path.join(folder, 'classifier.json');
  rmSync(file);
  writeFileSync(
    path.join(folder, 'model_index.json'),
    JSON.stringify({
      _class_name: 'ClassConditionalPipeline',
      id2label: { 0: 'cat, kitty', 1: 'dog' },
    }),
  );
  writeFileSync(path.join(folder, 'unet', 'config.json'), JSON.stringify({ sample_size: 16 }));
  const before = await openModelFolder(folder);
  await writeTemperature(before, fitted);
  const after = await openModelFolder(folder);
  expect(after.classifier).toEqual({ ...before.classifier, ...fitted });
});

test('its id is made of what an id may have, whatever the folder is called', async () => {
  const folder = path.join(folderWith(), 'My model (2)');
  mkdirSync(folder);
  for (const name of ['model_index.json', 'scheduler', 'unet']) {
    cpSync(path.join(path.dirname(folder), name), path.join(folder, name), { recursive: true });
  }
  writeFileSync(
    path.join(folder, 'model_index.json'),
    JSON.stringify({ _class_name: 'ClassConditionalPipeline', id2label: { 0: 'cat' } }),
  );
  writeFileSync(path.join(folder, 'unet', 'config.json'), JSON.stringify({ sample_size: 16 }));
  await writeTemperature(await openModelFolder(folder), fitted);
  expect((await openModelFolder(folder)).classifier).toMatchObject({
    id: 'My-model-2-',
    ...fitted,
  });
});

test('where it cannot be written it says so and what to do, and leaves what was there', async () => {
  const folder = folderWith();
  const file = path.join(folder, 'classifier.json');
  const before = readFileSync(file, 'utf8');
  // As root, who runs tests in containers, no permission keeps anybody from writing; this does.
  mkdirSync(`${file}.${process.pid}.part`);
  await expect(writeTemperature(await openModelFolder(folder), fitted)).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(/classifier\.json cannot be written \(EISDIR\).*--model/),
  });
  expect(readFileSync(file, 'utf8')).toBe(before);
});
