import { Failure } from '../failure';
import { officialGrid, productSamples, type TimestepSample } from '../method';
import type { MatchRequest } from '../protocol';

/** What the choice of samples depends on, of a model. */
interface SampledModel {
  scheduler: { num_train_timesteps: number };
  classifier: { band: readonly [number, number]; budget: { samples: number } };
}

/**
 * The samples that all pairs of images and captions share. Of the product's sample set the first ones,
 * by default as many as the model's budget has. Of the official one the timesteps
 * `range(t_interval // 2, T, t_interval)` of run_winoground.py, by default all T, each with a noise
 * row of its own, as with its flag `--randomize_noise`.
 *
 * @throws Failure `options-invalid` where the official code has no such number of samples.
 */
export function matchingSamples(
  { samples, seed = 0, sampleSet = 'product' }: NonNullable<MatchRequest['options']>,
  { scheduler, classifier }: SampledModel,
): TimestepSample[] {
  const T = scheduler.num_train_timesteps;
  if (sampleSet === 'product') {
    const count = samples ?? classifier.budget.samples;
    return productSamples({ timesteps: T, band: classifier.band, seed, count });
  }
  const count = samples ?? T;
  if (T % count !== 0) {
    throw new Failure(
      'options-invalid',
      `The official sample set has one sample at every n-th of ${T} timesteps, and ${count} samples make no whole n: expected a divisor of ${T}, such as ${T / 2}.`,
      { samples: String(count) },
    );
  }
  return officialGrid(T, count).map((timestep, noiseRow) => ({ timestep, noiseRow }));
}
