import { Failure } from '../failure';
import { invalidOption } from './invalidOption';
import type { RacingOptions } from './racingOptions';
import type { PromptRule } from './rowErrors';

export interface RaceLabel {
  /** Number of prompts, at least 1. Rows are numbered label by label, prompt by prompt. */
  rows: number;
  /** Log of the prior weight, finite; weights need not sum to one. */
  logPrior: number;
}

export interface RaceOptions {
  labels: readonly RaceLabel[];
  /** `product`: prefixes of one fixed order. `official`: the official code's timesteps and noise rows. */
  sampleSet: 'product' | 'official';
  /** Samples every label gets without elimination; the whole grid of racing; of stages, `stages` says. */
  samples: number;
  elimination: 'none' | 'staged' | 'racing';
  /** Needed for racing, and used for nothing else. */
  racing?: RacingOptions;
  /**
   * How many stay after each stage, strictly decreasing to 1: labels, or prompts in the official
   * sample set. More than there are means all.
   */
  keep: readonly number[];
  /** Strictly increasing: samples had by the end of each stage (official: size of each stage's grid). */
  stages: readonly number[];
  /** The official sample set, which drops prompts one by one, knows only `best`. */
  prompts: PromptRule;
  /** τ of the model, above 0: score = log prior − error / τ. Null: not calibrated, an order only. */
  temperature: number | null;
  /** Whole number in 0..2^32-1; fixes the order of the product sample set. */
  seed: number;
  /** T. */
  timesteps: number;
  /** Timesteps of the product sample set, from the first up to but without the second. */
  band: readonly [number, number];
}

/** Samples by the end of each stage, and how many labels (official: prompts) go on. */
export interface Schedule {
  keep: readonly number[];
  stages: readonly number[];
}

/**
 * The stages of a race; none is one stage that keeps one.
 *
 * @throws Failure `options-invalid` naming the option, what was expected and what was received.
 */
export function checkedSchedule(options: RaceOptions): Schedule {
  const { sampleSet, samples, timesteps } = options;
  const schedule =
    options.elimination === 'none'
      ? { keep: [1], stages: [samples] }
      : { keep: options.keep, stages: options.stages };
  const { keep, stages } = schedule;
  if (stages.length === 0 || !isIncreasing(stages)) {
    const name = options.elimination === 'none' ? 'samples' : 'stages';
    throw invalidOption(name, 'strictly increasing whole numbers from 1 on', stages);
  }
  if (keep.length !== stages.length) {
    throw invalidOption('keep', `as many numbers as there are stages (${stages.length})`, keep);
  }
  if (!isIncreasing([...keep].reverse()) || keep.at(-1) !== 1) {
    throw invalidOption('keep', 'strictly decreasing whole numbers that end in 1', keep);
  }
  if (sampleSet === 'official' && stages.at(-1)! > timesteps) {
    throw invalidOption(
      'stages',
      `at most ${timesteps} samples in the official sample set, one a timestep`,
      stages,
    );
  }
  return schedule;
}

/**
 * What every race needs, whatever its elimination.
 *
 * @throws Failure `options-invalid` naming the option, what was expected and what was received.
 */
export function checkRace(options: RaceOptions): void {
  const { labels, prompts, sampleSet, temperature, timesteps, band } = options;
  const [from, to] = band;
  if (!(band.every(Number.isInteger) && from >= 0 && from < to && to <= timesteps)) {
    throw invalidOption(
      'band',
      `two timesteps in increasing order within 0 and ${timesteps}`,
      band,
    );
  }
  if (labels.length === 0) throw invalidOption('labels', 'at least one label', []);
  if (sampleSet === 'official' && prompts === 'mean') {
    throw invalidOption('prompts', 'best with the official sample set', ['mean']);
  }
  if (temperature !== null && !(temperature > 0 && temperature < Infinity)) {
    throw invalidOption('temperature', 'a number above 0, or none', [temperature]);
  }
  if (temperature === null && labels.some(({ logPrior }) => logPrior !== labels[0]!.logPrior)) {
    throw new Failure(
      'options-invalid',
      'Priors that differ need a calibrated model: this one has no temperature to weigh them ' +
        "against its errors. Leave the priors out, or fit a temperature in the model's classifier.json.",
      { option: 'prior' },
    );
  }
}

function isIncreasing(values: readonly number[]): boolean {
  return values.every((value, i) => Number.isInteger(value) && value > (values[i - 1] ?? 0));
}
