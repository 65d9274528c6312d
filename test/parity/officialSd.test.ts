import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine';
import { promptSetLabels } from '../../server/src/text';
import { bundleHost } from '../fixtures/hostBundle';

interface Run {
  model: string;
  promptSet: string;
  /** A file, or a file and the number of one of its pictures. */
  image: string;
  loss: 'l2' | 'l1' | 'huber';
  stages: { timesteps: number[]; noiseRows: number[]; remaining: number[] }[];
  winner: string;
  /** By label, in the order in which its timesteps were visited. */
  errors: Record<string, number[]>;
}

/** Made by make_official_sd.py, which calls the paper's own eval_prob_adaptive() in PyTorch. */
const golden: { seed: number; keep: number[]; stages: number[]; runs: Run[] } = JSON.parse(
  readFileSync(path.join(__dirname, 'golden/official_sd.json'), 'utf8'),
);

let hostEntry: string;
let engine: Engine;
beforeAll(async () => {
  hostEntry = await bundleHost();
  engine = new Engine({ hostEntry });
});
afterAll(() => {
  engine.dispose();
  rmSync(hostEntry);
});

function imageOf(name: string): string {
  const [file, picture] = name.split(' ');
  if (picture === undefined) return path.resolve(name);
  const { images } = JSON.parse(readFileSync(path.resolve(file!), 'utf8'));
  return images[Number(picture)].image;
}

async function classify({ model, promptSet, image, loss }: Run) {
  const { samples, errors, predicted } = await engine.classify({
    image: imageOf(image),
    labels: [...promptSetLabels(promptSet)],
    model: path.resolve('test/fixtures', model),
    options: {
      sampleSet: 'official',
      preprocessing: 'official',
      elimination: 'staged',
      keep: golden.keep,
      stages: golden.stages,
      seed: golden.seed,
      promptSet,
      loss,
      trace: true,
    },
  });
  return { samples: samples!, errors: errors!, predicted };
}

const models = [...new Set(golden.runs.map(({ model }) => model))];

describe.each(models)('%s against the code of the paper', (model) => {
  const runs = golden.runs.filter((run) => run.model === model);

  test('20 images, not all with one winner, and every loss', () => {
    expect(new Set(runs.map(({ image }) => image)).size).toBe(20);
    expect(new Set(runs.map(({ winner }) => winner)).size).toBeGreaterThan(1);
    expect([...new Set(runs.map(({ loss }) => loss))].sort()).toEqual(['huber', 'l1', 'l2']);
  });

  test.each(runs)(
    '$loss, $image: the same noise, stages, errors, rows kept and winner',
    async (run) => {
      const { samples, errors, predicted } = await classify(run);
      expect(samples).toEqual(
        run.stages.flatMap(({ timesteps, noiseRows }) =>
          timesteps.map((timestep, place) => ({ index: noiseRows[place], timestep })),
        ),
      );
      const labels = Object.keys(run.errors);
      run.stages.slice(1).forEach(({ noiseRows }, stage) => {
        const evaluated = labels.flatMap((label, row) =>
          errors[label]![noiseRows[0]!] === null ? [] : [row],
        );
        expect(evaluated).toEqual(run.stages[stage]!.remaining);
      });
      const actual = labels.map((label) => errors[label]!.filter((error) => error !== null));
      expect(actual.map(({ length }) => length)).toEqual(
        labels.map((label) => run.errors[label]!.length),
      );
      const beyond = labels.flatMap((label, row) =>
        actual[row]!.flatMap((value, sample) => {
          const wanted = run.errors[label]![sample]!;
          const near = Math.abs(value - wanted) <= 1e-4 + 1e-3 * Math.abs(wanted);
          return near ? [] : [{ label, sample, value, wanted }];
        }),
      );
      expect(beyond).toEqual([]);
      expect(predicted).toBe(run.winner);
    },
  );
});
