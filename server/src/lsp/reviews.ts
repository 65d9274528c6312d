import {
  ExportReviewsRequestMessage,
  exportReviewsParamsSchema,
  ReviewRunRequestMessage,
  RunReviewsRequestMessage,
  reviewRunParamsSchema,
  runParamsSchema,
} from '../protocol';
import { exportReviews } from '../tables';
import { answer } from './answer';
import type { Server } from './context';
import { localOutput } from './localOutput';
import { type RunTables, reviewCounts } from './runTables';

/** `diffusionClassifier/runs/review`, `runs/reviews` and `runs/exportReviews`. */
export function provideReviews(server: Server, tables: RunTables): void {
  const { runs } = server;
  const { type: review } = ReviewRunRequestMessage;
  answer(server, review, reviewRunParamsSchema, async ({ run, reviews }) => {
    const found = await tables.of(run);
    await found.table.review(reviews);
    return await reviewCounts(found);
  });
  const { type: reviews } = RunReviewsRequestMessage;
  answer(server, reviews, runParamsSchema, async ({ run }) => reviewCounts(await tables.of(run)));
  const { type: exporting } = ExportReviewsRequestMessage;
  answer(server, exporting, exportReviewsParamsSchema, async ({ run, file }) => {
    const local = localOutput(file);
    // A run that is not there must not leave an empty table.
    await runs().summary(run);
    return await exportReviews(runs().rows(run), local);
  });
}
