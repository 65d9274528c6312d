import type { z } from 'zod';

/** diffusers writes null for what is not set. */
export function nullable<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value) => value ?? undefined);
}
