import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { FailureData } from './failures';
import { location, nonEmpty } from './fields';
import { type RunParams, runParamsSchema } from './runs';

/** Images of a run that one request may review: those of a large selection. */
const mostReviews = 10_000;

const reviewedImageSchema = z.strictObject({
  /** As a {@link RunRow} names it. */
  image: location,
  /** Its label, of the run or not; null where it was passed over; missing to take a review back. */
  label: nonEmpty.nullish(),
});

export const reviewRunParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  reviews: z.array(reviewedImageSchema).min(1).max(mostReviews),
});

export const exportReviewsParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  /** A `file:` URI or an absolute path that ends in .csv or .jsonl. */
  file: location,
});

export type ReviewedImage = z.infer<typeof reviewedImageSchema>;
export type ReviewRunParams = z.infer<typeof reviewRunParamsSchema>;
export type ExportReviewsParams = z.infer<typeof exportReviewsParamsSchema>;

/** Images of a run, by what was said of them. */
export interface ReviewCounts {
  /** The label is the predicted one. */
  accepted: number;
  /** It is another one, or the image had failed. */
  corrected: number;
  skipped: number;
}

/** Keeps what a person says of images, or takes it back; the answer counts those of the whole run. */
export namespace ReviewRunRequestMessage {
  export const method = 'diffusionClassifier/runs/review';
  export const type = new RequestType<ReviewRunParams, ReviewCounts, FailureData>(method);
}

export namespace RunReviewsRequestMessage {
  export const method = 'diffusionClassifier/runs/reviews';
  export const type = new RequestType<RunParams, ReviewCounts, FailureData>(method);
}

/**
 * Writes the images that have a label by review, with it, into a table that can serve as right labels;
 * a file of that name is replaced.
 */
export namespace ExportReviewsRequestMessage {
  export const method = 'diffusionClassifier/runs/exportReviews';
  export const type = new RequestType<ExportReviewsParams, { images: number }, FailureData>(method);
}
