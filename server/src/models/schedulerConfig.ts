import path from 'node:path';
import * as z from 'zod';
import { alphasCumprod, predictionTypes, type SchedulerConfig } from '../method';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { readRequiredJson } from './readJson';

export const schedulerName = path.join('scheduler', 'scheduler_config.json');

const beta = z.number().min(0).max(1);

/** What matters here of diffusers' `scheduler_config.json`; other fields are ignored. */
const schedulerConfigSchema = z.object({
  _class_name: nullable(z.string()),
  num_train_timesteps: z.int().min(1).max(100_000),
  beta_schedule: nullable(
    z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'trained_betas']),
  ),
  beta_start: nullable(beta),
  beta_end: nullable(beta),
  trained_betas: nullable(z.array(beta)),
  rescale_betas_zero_snr: nullable(z.boolean()),
  prediction_type: nullable(z.enum(predictionTypes)),
});

/** Schedulers whose noise levels are no product of betas, by a part of their names. */
const withoutBetas = /FlowMatch|EDM|KarrasVe|ScoreSde|ConsistencyModel|StochasticIterative|SCM/;

/** Schedulers of distilled models, by a part of their names. */
const ofDistilled = /LCM|TCD/;

/** Why a scheduler's model cannot be used; undefined where it can. */
function objection(name: string): string | undefined {
  if (ofDistilled.test(name)) {
    return `${name} goes with distilled models, and those classify badly: use the model that this one was distilled from`;
  }
  if (withoutBetas.test(name)) {
    return `noise as ${name} adds it is not supported: expected a scheduler with betas, such as DDPM, DDIM, PNDM, EulerDiscrete or DPMSolverMultistep`;
  }
  return undefined;
}

/**
 * The noise schedule and prediction type of a model.
 *
 * @throws Failure `model-invalid`, for settings of which no noise schedule can be made, too.
 */
export async function readScheduler(folder: string): Promise<SchedulerConfig> {
  const fail = (problem: string) => modelInvalid(folder, schedulerName, problem);
  const { _class_name: name = '', ...scheduler } = await readRequiredJson(
    folder,
    schedulerName,
    schedulerConfigSchema,
  );
  const problem = objection(name);
  if (problem) throw fail(problem);
  let alphas: Float64Array;
  try {
    alphas = alphasCumprod(scheduler);
  } catch (error) {
    throw fail((error as Error).message);
  }
  const timestep = alphas.findIndex((alpha) => !Number.isFinite(alpha));
  if (timestep >= 0) {
    throw fail(
      `its betas, rescaled to zero terminal SNR, give no finite noise level at timestep ${timestep}`,
    );
  }
  return scheduler;
}
