import * as z from 'zod';
import { count, location, nonEmpty } from './fields';
import { labelTreeSchema } from './labels';

/** Text with `{}` where the label goes: "a photo of a {}". */
const template = nonEmpty.refine((text) => text.includes('{}'), {
  error: 'expected a text with {} where the label goes',
});

const shortlistSchema = z.union([
  z.strictObject({
    /** A CLIP folder as published on the hub: path, `file:` URI, or name among the downloaded models. */
    model: location,
    /** Labels to keep. Default: what the folder's shortlist.json says of these labels, or 20. */
    keep: count.optional(),
  }),
  z.strictObject({
    /** Every label of the request at one place. */
    hierarchy: labelTreeSchema,
    /** Parents to keep at each level. Default: half of them, rounded up. */
    keep: count.optional(),
  }),
]);

export const optionsSchema = z.strictObject({
  /**
   * Samples (timestep and noise pairs) a label gets at most; with `racing` the grid whose winner is
   * looked for. Default: the model's own budget.
   */
  samples: count.optional(),
  loss: z.enum(['l2', 'l1', 'huber']).optional(),
  elimination: z.enum(['none', 'staged', 'racing']).optional(),
  /** Whether the error probability of a race is guaranteed or approximate. Default `approximate`. */
  racing: z.enum(['exact', 'approximate']).optional(),
  /** δ: how probably a race may end with another winner than the grid. Default 0.05. */
  delta: z.number().gt(0).lt(1).optional(),
  /** Samples that every label gets before one may leave a race. */
  minimum: count.optional(),
  /** Samples at which a race ends undecided, at most the grid. Default: the grid. */
  maximum: count.optional(),
  /** What an undecided race does: answer with the `leader` (the default), or go on to the `grid`. */
  undecided: z.enum(['leader', 'grid']).optional(),
  /** For `exact`: no difference between the errors of two labels at a sample is larger than this. */
  bound: z.number().positive().finite().optional(),
  /**
   * Whether "none of these" may be the answer, judged by the model without a label; a number is its
   * prior weight, where a label's is one on average. Default false.
   */
  noneOfThese: z.union([z.boolean(), z.number().positive().finite()]).optional(),
  /** Whether errors are taken from and put into the error store. Default true. */
  remember: z.boolean().optional(),
  /** What chooses the labels that are worth evaluating, before any is. Default: all are. */
  shortlist: shortlistSchema.optional(),
  /** Labels (official: prompts) kept after each stage; the last is 1. */
  keep: z.array(count).min(1).max(64).optional(),
  /** Samples a remaining label has had by the end of each stage (official: of each stage's grid). */
  stages: z.array(count).min(1).max(64).optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  sampleSet: z.enum(['product', 'official']).optional(),
  /** How several prompts make one label: its best prompt's error, or the mean. Default `best`. */
  prompts: z.enum(['best', 'mean']).optional(),
  /** What makes prompts of labels, for models that read text. Default: the model's own. */
  templates: z.array(template).min(1).max(1_000).optional(),
  /** The paper's prompts of a data set by name (docs/method.md); not together with `templates`. */
  promptSet: z.string().min(1).max(100).optional(),
  /** Whether the answer holds the samples and every error. Default false. */
  trace: z.boolean().optional(),
  /** How an image becomes what the model takes (docs/method.md). Default: the model's own rule. */
  preprocessing: z.enum(['product', 'official', 'adm']).optional(),
});

export type ClassifyOptions = z.infer<typeof optionsSchema>;
