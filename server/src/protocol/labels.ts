import * as z from 'zod';
import { nonEmpty } from './fields';

export const labelSchema = z.union([
  nonEmpty,
  z.strictObject({
    label: nonEmpty,
    /** What the denoiser is asked instead of the label itself; several are combined by `prompts`. */
    prompts: z.array(nonEmpty).min(1).max(1_000).optional(),
    /** Relative weight before the image is seen; weights are normalised over the labels. */
    prior: z.number().positive().finite().optional(),
  }),
]);

/** Names of labels, or of further parents, by the parent that they are kinds of. */
export type LabelTree = { [parent: string]: string[] | LabelTree };

/** Levels of parents; a bound, so that a tree can be walked without fear of its depth. */
const deepestTree = 8;

export const labelTreeSchema = Array.from({ length: deepestTree }).reduce<z.ZodType<LabelTree>>(
  (below) => z.record(nonEmpty, z.union([z.array(nonEmpty).min(1), below])),
  z.record(nonEmpty, z.array(nonEmpty).min(1)),
);

export type LabelRequest = z.infer<typeof labelSchema>;
