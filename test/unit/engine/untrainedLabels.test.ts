import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ImageAnswer } from '../../../server/src/engine';
import type { LabelRequest, Warning } from '../../../server/src/protocol';
import { MapMemory } from '../../fixtures/errorMemory';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

/** Knows circle (disc), square, triangle and star, and was trained with "shape", too. */
const model = path.resolve(__dirname, '../../fixtures/tiny-text-crossed');
const options = { samples: 4, elimination: 'none' as const };
const image = '/any.png';

const ask = async (labels: LabelRequest[], of = model, host = 'honest') =>
  await engineOn(host).classify({ image, labels, model: of, options });

const told = (warnings: Warning[] = []) => warnings.map(({ details }) => details.label);

/** A copy of the model with some fields of its classifier.json changed; undefined ones are left out. */
function changed(fields: Record<string, unknown>): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'model-')), 'tiny-text-crossed');
  cpSync(model, folder, { recursive: true });
  const file = path.join(folder, 'classifier.json');
  const classifier = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...classifier, ...fields }));
  return folder;
}

test('a label that the model was never trained with is answered, and told with what is near it', async () => {
  const { warnings, labels } = await ask(['a disc', 'Squares', 'shape', 'zebras']);
  expect(labels).toHaveLength(4);
  // The fake host takes texts of the same length for most alike.
  expect(warnings).toEqual([
    {
      code: 'label-untrained',
      message:
        'Model tiny-text-crossed was never trained with the label "zebras": its answer for it is a guess. Nearest of what it knows: circle, square, triangle. Stable Diffusion reads any label: "diffusion-classifier models list" shows which models can be downloaded (docs/models.md).',
      details: {
        model: 'tiny-text-crossed',
        label: 'zebras',
        nearest: 'circle, square, triangle',
      },
    },
  ]);
});

test('labels that it was trained with, and models that read anything, are not warned of', async () => {
  expect((await ask(['circle', 'disc', 'star', 'shapes'])).warnings).toBeUndefined();
  expect(
    (await ask(['zebra', 'circle'], changed({ captions: undefined }))).warnings,
  ).toBeUndefined();
  const sd = path.resolve(__dirname, '../../fixtures/tiny-sd1');
  expect((await ask(['zebra', 'circle'], sd)).warnings).toBeUndefined();
  expect((await ask(['cat', 'dog'], makeModelFolder())).warnings).toBeUndefined();
});

test('captions may be none: then labels and synonyms are what it knows', async () => {
  expect(told((await ask(['disc', 'shape'], changed({ captions: [] }))).warnings)).toEqual([
    'shape',
  ]);
});

test('of a label with prompts of its own it is those that count', async () => {
  const { warnings } = await ask([
    { label: 'zebra', prompts: ['stripes', 'a small circle, drawn by hand'] },
    { label: 'circle', prompts: ['stripes without limit', 'dots'] },
  ]);
  expect(told(warnings)).toEqual(['circle']);
  // By its first prompt, which is as long as that of the triangle.
  expect(warnings![0]!.details.nearest).toMatch(/^triangle/);
});

test('"none of these" is no label', async () => {
  const asked = { ...options, noneOfThese: true };
  const { warnings } = await engineOn('honest').classify({
    image,
    labels: ['circle', 'zebra'],
    model,
    options: asked,
  });
  expect(told(warnings)).toEqual(['zebra']);
});

test('a model that names no label of its own has none near', async () => {
  const { warnings } = await ask(['shape', 'zebra'], changed({ labels: [] }));
  expect(told(warnings)).toEqual(['zebra']);
  expect(warnings![0]!.details.nearest).toBe('');
  expect(warnings![0]!.message).toContain('a guess. Stable Diffusion');
});

test('of very many such labels the first twenty are told', async () => {
  const labels = Array.from({ length: 50 }, (_, index) => `thing ${index}`);
  expect(told((await ask(labels)).warnings)).toEqual(labels.slice(0, 20));
});

test('explanations and single evaluations say it, too', async () => {
  const engine = engineOn('honest');
  const asked = { image, labels: ['circle', 'zebra'], model };
  expect(told((await engine.explain({ ...asked, options: { samples: 4 } })).warnings)).toEqual([
    'zebra',
  ]);
  const samples = [{ timestep: 5, noiseRow: 5 }];
  expect(told((await engine.evaluate({ ...asked, samples })).warnings)).toEqual(['zebra']);
});

test('of many images each result says it', async () => {
  const answers: ImageAnswer[] = [];
  await engineOn('honest').classifyImages(
    { labels: ['circle', 'zebra'], model, options },
    ['/one.png', '/other.png'],
    { onAnswer: async (answer) => void answers.push(answer) },
  );
  const warnings = answers.map((answer) => ('result' in answer ? answer.result.warnings : []));
  expect(warnings.map(told)).toEqual([['zebra'], ['zebra']]);
});

test('an answer from the store says the same without a host, until the model knows the label', async () => {
  const errors = new MapMemory();
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'images-')), 'image.png');
  writeFileSync(file, 'any bytes');
  const remembered = async (of: string) => {
    const asked = { image: file, labels: ['circle', 'zebra'], model: of, options };
    return told((await engineOn('honest', { errors }).classify(asked)).warnings);
  };
  expect(await remembered(model)).toEqual(['zebra']);
  expect(await remembered(model)).toEqual(['zebra']);
  expect(starts()).toBe(0);
  expect(await remembered(changed({ captions: ['zebra'] }))).toEqual([]);
  expect(await remembered(model)).toEqual(['zebra']);
});

test('a host that names what it was not asked about is at fault', async () => {
  const failure = await failureOf(ask(['circle', 'zebra'], model, 'namesStrangers'));
  expect(failure.code).toBe('host-failed');
});
