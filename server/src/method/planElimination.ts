import type { Elimination } from './elimination';
import type { Group } from './group';
import { checkedSchedule, type RaceOptions } from './raceOptions';
import { RacingElimination } from './racingElimination';
import { checkedRacing } from './racingOptions';
import { officialSamples, productSamples, type Sample, shuffledSamples } from './sampleSet';
import { StagedElimination } from './stagedElimination';

/**
 * The samples of a race in the order of their visit, and who leaves when.
 *
 * @throws Failure `options-invalid` naming the option and what was expected.
 */
export function planElimination(
  options: RaceOptions,
  groups: readonly Group[],
): { samples: Sample[]; elimination: Elimination } {
  if (options.elimination === 'racing') {
    const racing = checkedRacing(options);
    return {
      samples: shuffledSamples({ ...options, count: options.samples }),
      elimination: new RacingElimination(options, racing, groups),
    };
  }
  const { keep, stages } = checkedSchedule(options);
  const { samples, ends } =
    options.sampleSet === 'official'
      ? officialSamples(options.timesteps, stages)
      : { samples: productSamples({ ...options, count: stages.at(-1)! }), ends: stages };
  const plan = ends.map((end, index) => ({ end, keep: keep[index]! }));
  return { samples, elimination: new StagedElimination(options, plan, groups) };
}
