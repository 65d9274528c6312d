import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { ClassifyResult } from './classifyResult';
import { type ExplainResult, explainParamsSchema } from './explain';
import type { FailureData } from './failures';
import { location, progressToken } from './fields';
import { runParamsSchema } from './runs';

export const runImageParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  /** As a {@link RunRow} names it. */
  image: location,
  workDoneToken: progressToken.optional(),
});

export const explainRunImageParamsSchema = z.strictObject({
  ...runImageParamsSchema.shape,
  labels: explainParamsSchema.shape.labels,
});

export type RunImageParams = z.infer<typeof runImageParamsSchema>;
export type ExplainRunImageParams = z.infer<typeof explainRunImageParamsSchema>;

/**
 * The result of one image of a run with `samples` and `errors`: the race as it happened. Its errors
 * are remembered, so that this computes little or nothing.
 */
export namespace RunImageRequestMessage {
  export const method = 'diffusionClassifier/runs/image';
  export const type = new RequestType<RunImageParams, ClassifyResult, FailureData>(method);
}

/** As `diffusionClassifier/explain`, by the model and the options of a run. */
export namespace ExplainRunImageRequestMessage {
  export const method = 'diffusionClassifier/runs/explain';
  export const type = new RequestType<ExplainRunImageParams, ExplainResult, FailureData>(method);
}
