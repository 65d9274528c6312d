import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { Race, type RaceOptions } from '../../../server/src/method';
import { options, racing, staged } from './racing';

const unequalPriors = [0.3, 0.7].map((weight) => ({ rows: 1, logPrior: Math.log(weight) }));

test.each<[string, RaceOptions, string]>([
  ['no labels', options(0), 'labels'],
  ['no samples', options(2, { samples: 0 }), 'samples'],
  ['half a sample', options(2, { samples: 1.5 }), 'samples'],
  [
    'keep and stages of different length',
    staged(2, [1], [2, 4]),
    'as many numbers as there are stages (2)',
  ],
  ['no stages', staged(2, [], []), 'stages but received none'],
  ['stages that do not increase', staged(2, [2, 1], [4, 4]), 'strictly increasing'],
  ['a stage of 0', staged(2, [2, 1], [0, 4]), 'strictly increasing'],
  ['a last keep above 1', staged(2, [3, 2], [2, 4]), 'end in 1'],
  ['keep that does not decrease', staged(2, [2, 2, 1], [2, 4, 6]), 'strictly decreasing'],
  [
    'more official samples than timesteps',
    options(2, { sampleSet: 'official', samples: 101 }),
    'at most 100',
  ],
  [
    'the mean of official prompts',
    options(2, { sampleSet: 'official', prompts: 'mean' }),
    'prompts',
  ],
  ['a temperature of 0', options(2, { temperature: 0 }), 'temperature'],
  ['an endless temperature', options(2, { temperature: Infinity }), 'temperature'],
  ['a temperature that is not a number', options(2, { temperature: Number.NaN }), 'temperature'],
  ['an empty band', options(2, { band: [5, 5] }), 'band'],
  ['a band below 0', options(2, { band: [-1, 5] }), 'band'],
  ['a band beyond the last timestep', options(2, { band: [0, 101] }), 'band'],
  ['a band between timesteps', options(2, { band: [0.5, 20] }), 'band'],
  ['priors that differ without a temperature', options(2, { labels: unequalPriors }), 'calibrated'],
  ['racing without its options', options(2, { elimination: 'racing' }), 'racing'],
  [
    'racing on the official samples',
    racing(2, 8, {}, { sampleSet: 'official' }),
    'Racing visits the product sample set',
  ],
  ['racing without a grid', racing(2, 0, { maximum: 1 }), 'samples'],
  ['racing on half a sample', racing(2, 8.5, { maximum: 8 }), 'samples'],
  ['a delta of 0', racing(2, 8, { delta: 0 }), 'between 0 and 1'],
  ['a delta of 1', racing(2, 8, { delta: 1 }), 'between 0 and 1'],
  ['a delta that is not a number', racing(2, 8, { delta: Number.NaN }), 'delta'],
  ['a maximum beyond the grid', racing(2, 8, { maximum: 9 }), 'from 1 to the 8 of the grid'],
  ['a maximum of 0', racing(2, 8, { maximum: 0, minimum: 0 }), 'maximum'],
  ['a maximum between samples', racing(2, 8, { maximum: 4.5 }), 'maximum'],
  ['a minimum beyond the maximum', racing(2, 8, { minimum: 5, maximum: 4 }), 'maximum of 4'],
  ['a minimum of 0', racing(2, 8, { minimum: 0 }), 'minimum'],
  ['a minimum between samples', racing(2, 8, { minimum: 1.5 }), 'minimum'],
  ['exact racing without a bound', racing(2, 8, { bound: null }), 'declares one'],
  ['a bound of 0', racing(2, 8, { bound: 0 }), 'bound'],
  ['a bound without end', racing(2, 8, { bound: Infinity }), 'bound'],
])('%s: refused, and the message says what was expected', (_, given, message) => {
  expect(() => new Race(given)).toThrow(Failure);
  expect(() => new Race(given)).toThrow(message);
  expect(() => new Race(given)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
});

test('equal priors need no temperature', () => {
  const labels = [1, 1].map(() => ({ rows: 1, logPrior: Math.log(0.5) }));
  expect(new Race(options(2, { labels })).outcome().order).toEqual([0, 1]);
});

test('keep and stages do not matter without elimination', () => {
  expect(new Race(options(2, { keep: [7], stages: [] })).plannedEvaluations).toBe(16);
});

test('approximate racing needs no bound', () => {
  const given = racing(2, 8, { kind: 'approximate', bound: null });
  expect(new Race(given).plannedEvaluations).toBe(16);
});
