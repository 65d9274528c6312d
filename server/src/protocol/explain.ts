import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import { classifyRequestSchema, prioritySchema } from './classify';
import type { FailureData } from './failures';
import { progressToken } from './fields';
import { labelSchema } from './labels';
import { optionsSchema } from './options';
import type { Provider } from './providers';
import type { Warning } from './warnings';

export const explainRequestSchema = z.strictObject({
  ...classifyRequestSchema.pick({ image: true, model: true }).shape,
  /** Two: it is explained why the first fits the image better than the second, or does not. */
  labels: z.array(labelSchema).length(2),
  options: optionsSchema
    .pick({
      samples: true,
      loss: true,
      seed: true,
      templates: true,
      promptSet: true,
      preprocessing: true,
      remember: true,
    })
    .optional(),
});

export const explainParamsSchema = z.strictObject({
  ...explainRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  priority: prioritySchema.optional(),
});

export type ExplainRequest = z.infer<typeof explainRequestSchema>;
export type ExplainParams = z.infer<typeof explainParamsSchema>;

/** Differences of errors at neighbouring timesteps, taken together. */
export interface CurvePoint {
  /** Timesteps, the first and the last of its samples, and their mean. */
  from: number;
  to: number;
  timestep: number;
  samples: number;
  /** Mean difference, and its 95% interval; null of a single sample. */
  difference: number;
  interval: [low: number, high: number] | null;
}

/**
 * Where in an image, and at which timesteps, the errors of two labels differ. Every difference is that
 * of the second label less that of the first: positive where the first explains the image better.
 */
export interface ExplainResult {
  /** As it was asked for: a path or a URI. */
  image: string;
  /** Id of the model. */
  model: string;
  labels: [string, string];
  loss: 'l2' | 'l1' | 'huber';
  /** Mean error of each label; of one with several prompts, the mean over these, too. */
  errors: [number, number];
  /** Mean difference over the samples, and its 95% interval over them; null of a single sample. */
  difference: number;
  interval: [low: number, high: number] | null;
  /** One difference a sample, in the order in which they were visited. */
  samples: { timestep: number; difference: number }[];
  /** By timestep, rising. */
  curve: CurvePoint[];
  /** Timesteps [from, to) that samples are taken from. */
  band: [number, number];
  /**
   * Mean difference in each cell of the region, row by row from the upper left. The mean over all
   * cells is `difference`. At most 128 cells a side.
   */
  map: { width: number; height: number; differences: number[] };
  /** The image as a person sees it, upright, in pixels. */
  size: { width: number; height: number };
  /** What the model sees of it, and the map covers: in these pixels, which need not be whole. */
  region: { x: number; y: number; width: number; height: number };
  /** All of them new: a map is not remembered, but its errors are. */
  evaluations: number;
  seconds: number;
  /** What the denoiser ran on. */
  provider: Provider;
  /** None where there is nothing to know. */
  warnings?: Warning[];
}

export namespace ExplainRequestMessage {
  export const method = 'diffusionClassifier/explain';
  export const type = new RequestType<ExplainParams, ExplainResult, FailureData>(method);
}
