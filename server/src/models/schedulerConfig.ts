import * as z from 'zod';
import { predictionTypes, type SchedulerConfig } from '../method';

/** diffusers writes null for what is not set. */
function optional<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const beta = z.number().min(0).max(1);

/** What matters here of diffusers' `scheduler_config.json`; other fields are ignored. */
export const schedulerConfigSchema: z.ZodType<SchedulerConfig> = z.object({
  num_train_timesteps: z.int().min(1).max(100_000),
  beta_schedule: optional(
    z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'trained_betas']),
  ),
  beta_start: optional(beta),
  beta_end: optional(beta),
  trained_betas: optional(z.array(beta)),
  rescale_betas_zero_snr: optional(z.boolean()),
  prediction_type: optional(z.enum(predictionTypes)),
});
