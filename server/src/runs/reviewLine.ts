import * as z from 'zod';
import type { RunRow } from '../protocol';

/** What was said of an image, as it was then. */
const reviewSchema = z.object({
  image: z.string(),
  bytes: z.number(),
  modified: z.string(),
  /** Null where it was passed over; missing where a review was taken back. */
  label: z.string().nullish(),
});

/** What was said at once: all of it counts or, where the line is torn, none. */
const lineSchema = z.object({ reviewed: z.string(), reviews: z.array(reviewSchema) });

export type StampedReview = Pick<RunRow, 'image' | 'bytes' | 'modified'> & {
  label?: string | null | undefined;
};
export type ReviewLine = z.infer<typeof lineSchema>;

/** Begun by a line's end, so that it is whole whatever a process has left before it. */
export function reviewLine(reviewed: string, reviews: readonly StampedReview[]): string {
  return `\n${JSON.stringify({ reviewed, reviews })}\n`;
}

/** @returns undefined for what is no such line. */
export function readReviewLine(text: string): ReviewLine | undefined {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
