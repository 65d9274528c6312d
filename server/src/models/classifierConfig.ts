import * as z from 'zod';

/** Characters of a label; a message lists 50 of them. */
export const longestName = 1_000;

/** Side of the square that a model takes, in pixels: SDXL's, and none in pixel space is known above. */
export const largestImage = 1_024;
export const imageSize = z.int().min(1).max(largestImage);

const name = z.string().min(1).max(longestName);
const count = z.int().min(1).max(1_000_000);

const budgetSchema = z
  .strictObject({
    samples: count,
    elimination: z.enum(['none', 'staged']),
    keep: z.array(count).min(1),
    stages: z.array(count).min(1),
  })
  .refine((budget) => budget.keep.length === budget.stages.length, {
    message: 'expected as many values as "stages" has',
    path: ['keep'],
  })
  .refine((budget) => budget.keep.at(-1) === 1 && descends(budget.keep), {
    message: 'expected falling numbers that end in 1',
    path: ['keep'],
  })
  .refine(({ stages, samples }) => stages.at(-1) === samples && descends(stages.toReversed()), {
    message: 'expected rising numbers that end in "samples"',
    path: ['stages'],
  });

function descends(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number < numbers[index - 1]!);
}

/** `classifier.json`: how a diffusion model is used as a classifier. */
export const classifierConfigSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,100}$/, 'expected up to 100 letters, digits, ".", "_" and "-"'),
  title: name,
  description: z.string().optional(),
  image: z.strictObject({
    size: imageSize,
    /** Filter (antialiased) that brings the short side to `size`. */
    resize: z.enum(['bilinear', 'bicubic', 'lanczos', 'box']),
    crop: z.literal('center'),
    /** How a file becomes such a square (docs/method.md). Default: `product`. */
    preprocessing: z.enum(['product', 'official', 'adm']).optional(),
  }),
  /** Distance between noise and predicted noise that the model classifies best by. */
  loss: z.enum(['l2', 'l1', 'huber']),
  /** Timesteps [from, to) that samples are taken from. */
  band: z
    .tuple([z.int().min(0), z.int().min(1)])
    .refine(([from, to]) => from < to, 'expected [from, to) with from below to'),
  /** What a request that names no budget gets. */
  budget: budgetSchema,
  /**
   * Of a class-conditional model: one entry for each class index, in order. Of one that reads text:
   * what to offer where no labels are given, or nothing.
   */
  labels: z.array(z.strictObject({ name, synonyms: z.array(name) })).default([]),
  /** Of a model that reads text: what makes prompts of labels. Default: "a photo of a {}". */
  templates: z.array(name.includes('{}', 'expected {} where the label goes')).min(1).optional(),
  /** τ in score = log prior - error / τ, fitted on held-in images; null while it has not been. */
  temperature: z.number().positive().nullable(),
  /** Evaluations to ask of the host at a time, where the default does not suit the model. */
  batchEvaluations: count.optional(),
});

export type ClassifierConfig = z.infer<typeof classifierConfigSchema>;
