import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { alphasCumprod, type SchedulerConfig } from '../../../server/src/method';
import { goldenJson } from './golden';

interface Golden {
  config: SchedulerConfig;
  alphas_cumprod: Record<string, number>;
}

for (const { config, alphas_cumprod } of goldenJson<Golden[]>('noise-schedules.json')) {
  test(`as diffusers: ${JSON.stringify(config)}`, () => {
    const alphas = alphasCumprod(config);
    expect(alphas).toBeInstanceOf(Float64Array);
    expect(alphas.length).toBe(config.num_train_timesteps);
    for (const [timestep, expected] of Object.entries(alphas_cumprod)) {
      // Diffusers goes from alphas to betas and back, which costs it some digits.
      expect(Math.abs(alphas[Number(timestep)]! - expected)).toBeLessThan(1e-12);
    }
  });
}

test('zero terminal SNR: the last timestep is pure noise, the first is as before', () => {
  const config = { num_train_timesteps: 1000, beta_schedule: 'scaled_linear' };
  const plain = alphasCumprod(config);
  const rescaled = alphasCumprod({ ...config, rescale_betas_zero_snr: true });
  expect(rescaled[999]).toBe(0);
  expect(rescaled[0]).toBeCloseTo(plain[0]!, 15);
});

test('an empty configuration has the defaults of diffusers', () => {
  expect(alphasCumprod({ num_train_timesteps: 1000 })).toEqual(
    alphasCumprod({
      num_train_timesteps: 1000,
      beta_schedule: 'linear',
      beta_start: 0.0001,
      beta_end: 0.02,
      trained_betas: null,
    }),
  );
  expect(
    alphasCumprod({ num_train_timesteps: 100, beta_schedule: 'scaled_linear' })[99],
  ).toBeCloseTo(
    alphasCumprod({
      num_train_timesteps: 100,
      beta_schedule: 'scaled_linear',
      beta_end: 0.02,
    })[99]!,
    15,
  );
  expect(alphasCumprod({ num_train_timesteps: 1, beta_start: 0.5 })).toEqual(Float64Array.of(0.5));
});

test.each<[string, SchedulerConfig, string]>([
  [
    'schedule',
    { num_train_timesteps: 10, beta_schedule: 'sigmoid' },
    'linear, scaled_linear, squaredcos_cap_v2, trained_betas',
  ],
  [
    'schedule named like a property of objects',
    { num_train_timesteps: 10, beta_schedule: 'toString' },
    'toString',
  ],
  ['number of betas', { num_train_timesteps: 3, trained_betas: [0.1, 0.2] }, '3 numbers'],
  ['missing betas', { num_train_timesteps: 3, beta_schedule: 'trained_betas' }, 'received none'],
  ['beta', { num_train_timesteps: 2, trained_betas: [0.1, 1.5] }, '1.5 at timestep 1'],
  ['beta that is not a number', { num_train_timesteps: 2, beta_start: Number.NaN }, 'NaN'],
  ['number of timesteps', { num_train_timesteps: 0 }, 'num_train_timesteps'],
])('an impossible %s is refused', (_, config, message) => {
  expect(() => alphasCumprod(config)).toThrow(Failure);
  expect(() => alphasCumprod(config)).toThrow(message);
});
