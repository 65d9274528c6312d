import * as z from 'zod';
import { failureCodes } from '../failure';
import type {
  EncodeResult,
  ErrorsParams,
  ErrorsResult,
  ModelDescription,
  PreparedImage,
} from '../host/messages';
import { providerSchema, warningSchema } from '../protocol';

/** What a host that works in order answers; anything else is a fault of that process. */
export const modelDescriptionSchema: z.ZodType<ModelDescription> = z.object({
  provider: providerSchema,
  warnings: z.array(warningSchema),
});

export const encodeSchema: z.ZodType<EncodeResult> = z.object({
  cut: z.array(z.object({ prompt: z.string(), kept: z.string() })),
});

export const preparedImageSchema: z.ZodType<PreparedImage> = z.object({ key: z.string().min(1) });

/** One error, finite and not negative, for each conditioning and sample that was asked for. */
export function errorsSchema({ conditionings, samples }: ErrorsParams): z.ZodType<ErrorsResult> {
  const row = z.array(z.number().min(0)).length(samples.length);
  return z.object({ errors: z.array(row).length(conditionings.length) });
}

/** The data of an answer that is a failure. */
export const failureSchema = z.object({
  code: z.enum(failureCodes),
  details: z.record(z.string(), z.string()),
});
