import { Failure } from '../failure';
import { invalidOption } from './invalidOption';

export interface RacingOptions {
  /** `exact` keeps its promise for all errors within `bound`; `approximate` for well-behaved ones. */
  kind: 'exact' | 'approximate';
  /** δ in (0, 1): the label that would win on the whole grid leaves with at most this probability. */
  delta: number;
  /** Samples before the first label may leave, 1..maximum. */
  minimum: number;
  /** Samples visited at most, up to the whole grid. Nothing ends there where `undecided` is `grid`. */
  maximum: number;
  /** With several labels left at the maximum: end with the one that leads, or go on to the whole grid. */
  undecided: 'leader' | 'grid';
  /** Largest difference of the errors of two labels at one sample, above 0. Only `exact` uses it. */
  bound: number | null;
}

/**
 * @param options those of a race (RaceOptions) that racing depends on.
 * @throws Failure `options-invalid` naming the option, what was expected and what was received.
 */
export function checkedRacing(options: {
  racing?: RacingOptions;
  sampleSet: 'product' | 'official';
  samples: number;
}): RacingOptions {
  const { racing, sampleSet, samples } = options;
  if (!racing) throw invalidOption('racing', 'its options', []);
  const { kind, delta, minimum, maximum, bound } = racing;
  if (sampleSet === 'official') {
    throw new Failure(
      'options-invalid',
      'Racing visits the product sample set in a random order, but the official sample set was ' +
        'asked for: leave it out, or ask for elimination "staged" or "none".',
      { option: 'sampleSet' },
    );
  }
  if (!(Number.isInteger(samples) && samples >= 1)) {
    throw invalidOption('samples', 'a whole number from 1 on', [samples]);
  }
  if (!(delta > 0 && delta < 1)) throw invalidOption('delta', 'a number between 0 and 1', [delta]);
  if (!(Number.isInteger(maximum) && maximum >= 1 && maximum <= samples)) {
    throw invalidOption('maximum', `a whole number from 1 to the ${samples} of the grid`, [
      maximum,
    ]);
  }
  if (!(Number.isInteger(minimum) && minimum >= 1 && minimum <= maximum)) {
    throw invalidOption('minimum', `a whole number from 1 to the maximum of ${maximum}`, [minimum]);
  }
  if (kind === 'exact' && bound === null) {
    throw new Failure(
      'options-invalid',
      'Exact racing needs a bound on how much the errors of two labels can differ at one sample, ' +
        'and neither the request nor the model declares one: give "bound", or ask for "approximate".',
      { option: 'bound' },
    );
  }
  if (bound !== null && !(bound > 0 && bound < Infinity)) {
    throw invalidOption('bound', 'a number above 0', [bound]);
  }
  return racing;
}
