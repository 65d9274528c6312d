import { labelsBelow, promptSetLabels } from '../engine';
import type { ClassifyOptions, LabelRequest } from '../protocol';
import { parseLabels, parsePriors, readLabelsFile, withPriors } from './labels';
import { type ShortlistFlags, shortlistOf } from './shortlistFlags';

/** The flags that say how labels are compared, as commander gives them. */
export interface RaceFlags extends ShortlistFlags {
  template?: string[];
  promptSet?: string;
  prompts?: string;
  samples?: number;
  loss?: string;
  elimination?: string;
  keep?: number[];
  stages?: number[];
  racing?: string;
  delta?: number;
  minimum?: number;
  maximum?: number;
  undecided?: string;
  bound?: number;
  noneOfThese?: boolean | number;
  sampleSet?: string;
  preprocessing?: string;
  seed?: number;
}

/** The flags that say which labels are compared, as commander gives them. */
export interface LabelFlags extends ShortlistFlags {
  labels?: string;
  labelsFile?: string;
  promptSet?: string;
  prior?: string;
}

/**
 * The names that the flags give, those of `--hierarchy` or else `--prompt-set` where none is given
 * outright; empty where no flag names any.
 */
function namesOf(flags: LabelFlags): readonly string[] {
  const names = [
    ...(flags.labels === undefined ? [] : parseLabels(flags.labels)),
    ...(flags.labelsFile === undefined ? [] : readLabelsFile(flags.labelsFile)),
  ];
  if (names.length > 0) return names;
  const shortlist = shortlistOf(flags);
  if (shortlist && 'hierarchy' in shortlist) return labelsBelow(shortlist.hierarchy);
  return flags.promptSet === undefined ? [] : promptSetLabels(flags.promptSet);
}

/**
 * The labels of the flags, with their priors; empty where no flag names any.
 *
 * @throws Failure `options-invalid` for a file that cannot be read or a prior that is not understood.
 */
export function labelsOf(flags: LabelFlags): LabelRequest[] {
  const names = namesOf(flags);
  return names.length === 0 ? [] : withPriors(names, parsePriors(flags.prior ?? ''));
}

/**
 * The options of the flags under their names in the protocol, whose schema is still to check them.
 *
 * @throws Failure `options-invalid` for a shortlist that is not understood.
 */
export function raceOptionsOf(flags: RaceFlags): { [Name in keyof ClassifyOptions]: unknown } {
  const { template: templates, promptSet, prompts, preprocessing, sampleSet, seed } = flags;
  const { samples, loss, elimination, keep, stages, noneOfThese } = flags;
  const { racing, delta, minimum, maximum, undecided, bound } = flags;
  return {
    samples,
    loss,
    elimination,
    keep,
    stages,
    racing,
    delta,
    minimum,
    maximum,
    undecided,
    bound,
    noneOfThese,
    seed,
    sampleSet,
    preprocessing,
    shortlist: shortlistOf(flags),
    templates,
    promptSet,
    prompts,
  };
}
