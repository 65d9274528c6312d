import { Race, type RaceOptions } from '../../../server/src/method';
import type { Order } from './orders';

/** What a rule leaves open: labels, prompts and τ are those of the replay. */
export type Rule = Pick<RaceOptions, 'samples' | 'elimination'> & Partial<RaceOptions>;

export interface Replayed {
  winner: number;
  evaluations: number;
  /** Samples that at least two labels had: passes through what labels share. */
  samples: number;
  /** Labels still in the race at its end. */
  inRace: number;
}

/** As the host is asked on a processor; results do not depend on it. */
const batch = 64;

/** A race of the product over errors [label][sample of the grid] instead of a denoiser. */
export function replay(rule: Rule, errors: readonly Float64Array[], order: Order): Replayed {
  const race = new Race({
    labels: errors.map(() => ({ rows: 1, logPrior: 0 })),
    sampleSet: 'product',
    keep: [],
    stages: [],
    prompts: 'best',
    temperature: null,
    seed: 0,
    // Only the place of a sample in the order counts here.
    timesteps: 1_000,
    band: [0, 1_000],
    ...rule,
  });
  for (let plan = race.next(batch); plan; plan = race.next(batch)) {
    const { rows, samples } = plan;
    race.record(
      plan,
      rows.map((row) => samples.map(({ index }) => errors[row]![order[index]!]!)),
    );
  }
  const { order: ranking, evaluations, samples, labels } = race.outcome();
  return {
    winner: ranking[0]!,
    evaluations,
    samples: samples.length,
    inRace: labels.filter(({ inRace }) => inRace).length,
  };
}
