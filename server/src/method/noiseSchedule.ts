import { Failure } from '../failure';
import { cosine } from './elementary';
import type { PredictionType } from './predictionType';

/**
 * The part of diffusers' `scheduler/scheduler_config.json` that says how noise grows with the
 * timestep. Absent fields have diffusers' defaults; other fields of the file do not matter here.
 */
export interface SchedulerConfig {
  /** T: timesteps run over 0..T-1. */
  num_train_timesteps: number;
  /** `linear` (default), `scaled_linear`, `squaredcos_cap_v2` or `trained_betas`. */
  beta_schedule?: string | undefined;
  /** Default 0.0001. */
  beta_start?: number | undefined;
  /** Default 0.02. */
  beta_end?: number | undefined;
  /** The T betas themselves; where given they win over `beta_schedule`. */
  trained_betas?: readonly number[] | null | undefined;
  /** Whether the last timestep is made pure noise (Lin et al. 2023, algorithm 1). */
  rescale_betas_zero_snr?: boolean | undefined;
  /** Default `epsilon`. */
  prediction_type?: PredictionType | undefined;
}

const betaSchedules: Readonly<Record<string, (config: SchedulerConfig) => readonly number[]>> = {
  linear: ({ num_train_timesteps, beta_start = 0.0001, beta_end = 0.02 }) =>
    linspace(beta_start, beta_end, num_train_timesteps),
  scaled_linear: ({ num_train_timesteps, beta_start = 0.0001, beta_end = 0.02 }) =>
    linspace(Math.sqrt(beta_start), Math.sqrt(beta_end), num_train_timesteps).map(
      (root) => root * root,
    ),
  squaredcos_cap_v2: ({ num_train_timesteps }) => squaredCosine(num_train_timesteps),
  trained_betas: trainedBetas,
};

/**
 * ᾱ_t = Π_{s≤t} (1 − β_s), float64 of length `num_train_timesteps`, each in 0..1. The noised sample
 * is x_t = √ᾱ_t·x0 + √(1−ᾱ_t)·ε.
 *
 * @throws Failure `model-invalid` for an unknown schedule, or betas that are not in 0..1.
 */
export function alphasCumprod(config: SchedulerConfig): Float64Array {
  const timesteps = config.num_train_timesteps;
  if (!Number.isInteger(timesteps) || timesteps < 1) {
    throw invalid('num_train_timesteps', 'a whole number of at least 1', String(timesteps));
  }
  const name = config.trained_betas ? 'trained_betas' : (config.beta_schedule ?? 'linear');
  const schedule = Object.hasOwn(betaSchedules, name) ? betaSchedules[name] : undefined;
  if (!schedule) {
    throw invalid('beta_schedule', `one of ${Object.keys(betaSchedules).join(', ')}`, name);
  }
  const alphas = new Float64Array(timesteps);
  let product = 1;
  schedule(config).forEach((beta, timestep) => {
    if (!(beta >= 0 && beta <= 1)) {
      throw invalid(name, 'betas between 0 and 1', `${beta} at timestep ${timestep}`);
    }
    product *= 1 - beta;
    alphas[timestep] = product;
  });
  return config.rescale_betas_zero_snr ? withZeroTerminalSnr(alphas) : alphas;
}

/** As diffusers' `rescale_zero_terminal_snr`: √ᾱ is shifted to end at 0, then stretched back to its start. */
function withZeroTerminalSnr(alphas: Float64Array): Float64Array {
  const roots = alphas.map(Math.sqrt);
  const first = roots[0]!;
  const last = roots.at(-1)!;
  return roots.map((root) => {
    const stretched = ((root - last) * first) / (first - last);
    return stretched * stretched;
  });
}

/** β_t = min(1 − f(t+1)/f(t), 0.999), f(t) = cos²((t/T + 0.008)/1.008·π/2) (Nichol and Dhariwal 2021, eq. 17). */
function squaredCosine(timesteps: number): number[] {
  const f = (t: number) => {
    const root = cosine(((t / timesteps + 0.008) / 1.008) * (Math.PI / 2));
    return root * root;
  };
  return Array.from({ length: timesteps }, (_, t) => Math.min(1 - f(t + 1) / f(t), 0.999));
}

function trainedBetas({ num_train_timesteps, trained_betas }: SchedulerConfig): readonly number[] {
  if (trained_betas?.length !== num_train_timesteps) {
    throw invalid(
      'trained_betas',
      `${num_train_timesteps} numbers, one a timestep`,
      String(trained_betas?.length ?? 'none'),
    );
  }
  return trained_betas;
}

function linspace(start: number, end: number, count: number): number[] {
  const step = count > 1 ? (end - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function invalid(field: string, expected: string, received: string): Failure {
  return new Failure(
    'model-invalid',
    `Expected ${expected} for ${field} in the scheduler's configuration, but received ${received}.`,
    { field, expected, received },
  );
}
