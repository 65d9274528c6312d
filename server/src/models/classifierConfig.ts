import * as z from 'zod';

/** Characters of a label; a message lists 50 of them. */
export const longestName = 1_000;

/** Side of the square that a model takes, in pixels: SDXL's, and none in pixel space is known above. */
export const largestImage = 1_024;
export const imageSize = z.int().min(1).max(largestImage);

const name = z.string().min(1).max(longestName);
const count = z.int().min(1).max(1_000_000);

/** What a request that says nothing gets: the options of the same names (protocol.ts). */
const budgetSchema = z
  .strictObject({
    samples: count,
    elimination: z.enum(['none', 'staged', 'racing']),
    keep: z.array(count).min(1).optional(),
    stages: z.array(count).min(1).optional(),
    racing: z.enum(['exact', 'approximate']).optional(),
    delta: z.number().gt(0).lt(1).optional(),
    minimum: count.optional(),
    maximum: count.optional(),
  })
  .refine(({ elimination, keep, stages }) => elimination !== 'staged' || (keep && stages), {
    message: 'expected, as elimination is "staged"',
    path: ['stages'],
  })
  .refine(({ keep, stages }) => keep?.length === stages?.length, {
    message: 'expected as many values as "stages" has',
    path: ['keep'],
  })
  .refine(({ keep = [1] }) => keep.at(-1) === 1 && descends(keep), {
    message: 'expected falling numbers that end in 1',
    path: ['keep'],
  })
  .refine(
    ({ stages, samples, elimination }) =>
      !stages ||
      (descends(stages.toReversed()) && (elimination !== 'staged' || stages.at(-1) === samples)),
    { message: 'expected rising numbers that end in "samples"', path: ['stages'] },
  );

function descends(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number < numbers[index - 1]!);
}

/** Where a temperature comes from: written by `calibrate`, read by people. */
const calibrationSchema = z.strictObject({
  /** Labelled images that it was fitted on, and among how many labels. */
  images: count,
  labels: count,
  /** Expected calibration error on images that a fit had not seen, and its 95% interval. */
  error: z.number().min(0).max(1),
  interval: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]),
  /** Share of the images that was answered rightly. */
  accuracy: z.number().min(0).max(1),
  /** What the temperature belongs to. */
  loss: z.enum(['l2', 'l1', 'huber']),
  samples: count,
});

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
  /** No two labels' errors at a sample differ by more: what exact racing relies on. */
  differenceBound: z.number().positive().optional(),
  /** Of a class-conditional model: the class index that stands for no label, where it has one. */
  unconditional: z.int().min(0).optional(),
  /** Of a model that reads text: what makes prompts of labels. Default: "a photo of a {}". */
  templates: z.array(name.includes('{}', 'expected {} where the label goes')).min(1).optional(),
  /**
   * Of a model that reads text and was trained with some texts alone: those that it knows beside its
   * labels and their synonyms. Whoever asks for other labels is told. Default: it knows any.
   */
  captions: z.array(name).optional(),
  /** τ in score = log prior - error / τ, fitted on held-in images; null while it has not been. */
  temperature: z.number().positive().nullable(),
  calibration: calibrationSchema.optional(),
  /** Evaluations to ask of the host at a time, where the default does not suit the model. */
  batchEvaluations: count.optional(),
});

export type ClassifierConfig = z.infer<typeof classifierConfigSchema>;
export type Calibration = z.infer<typeof calibrationSchema>;
