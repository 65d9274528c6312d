import { Failure } from '../failure';
import type { RaceOptions } from '../method';
import { type ModelFolder, usualStages } from '../models';
import type { ClassifyOptions } from '../protocol';

type Budget = ModelFolder['classifier']['budget'];
type Stages = Pick<RaceOptions, 'keep' | 'stages' | 'samples'>;

/** The stages as shares of a budget, so that another budget is spent alike. */
function scaled(
  { keep, stages }: { keep: readonly number[]; stages: readonly number[] },
  samples: number,
): Stages {
  const fitted: number[] = [];
  const kept: number[] = [];
  stages.forEach((stage, index) => {
    const end = Math.max(1, Math.round((stage * samples) / stages.at(-1)!));
    if (end > (fitted.at(-1) ?? 0)) {
      fitted.push(end);
      kept.push(keep[index]!);
    } else {
      kept[kept.length - 1] = keep[index]!;
    }
  });
  return { keep: kept, stages: fitted, samples };
}

/**
 * Stages and keeps for a request: what it says, else the model's own budget cut to fit.
 *
 * @throws Failure `options-invalid` for stages without keeps, and other halves of a rule.
 */
export function planStages(
  elimination: 'none' | 'staged',
  { keep, stages, samples: asked }: ClassifyOptions,
  budget: Budget,
): Stages {
  const samples = asked ?? budget.samples;
  if (elimination === 'none') return { keep: [1], stages: [samples], samples };
  if (keep && stages) {
    const last = Math.max(...stages);
    if ((asked ?? last) !== last) {
      throw new Failure(
        'options-invalid',
        `Option "samples" is ${asked}, but "stages" ends at ${last}: leave "samples" out.`,
      );
    }
    return { keep, stages, samples: last };
  }
  if (keep || stages) {
    throw new Failure('options-invalid', 'Options "keep" and "stages" go together: give both.');
  }
  const own = budget.keep && budget.stages && { keep: budget.keep, stages: budget.stages };
  return scaled(own ?? usualStages, samples);
}
