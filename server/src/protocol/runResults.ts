import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { FailureData } from './failures';
import { location, nonEmpty } from './fields';
import type { RunReport } from './report';
import { type RunParams, type RunRow, type RunSummary, runParamsSchema } from './runs';

/** What rows are ordered by; where it is equal, by path. */
export const rowOrders = [
  'path',
  /** The label that was predicted, then the right one: by name. */
  'predicted',
  'truth',
  /** Of the predicted label: the least first. Without a calibrated model they are all alike. */
  'probability',
  /** How much larger the second label's error is than the first one's: the least first. */
  'margin',
  /** Undecided races first, then by what the two best labels are apart: the nearest first. */
  'uncertainty',
  'evaluations',
] as const;

export const runRowsParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  /** Rows that are passed over. Default 0. */
  from: z.int().min(0).optional(),
  /** At most so many rows. Default 100. */
  count: z.int().min(1).max(1_000).optional(),
  /** Default `path`. */
  order: z.enum(rowOrders).optional(),
  /** Whether the order is turned round. Images that failed come last either way. Default false. */
  descending: z.boolean().optional(),
  /** Only images of which this label was predicted. */
  predicted: nonEmpty.optional(),
  /** Only images of which this is the right label. */
  truth: nonEmpty.optional(),
  /** Only images that were classified as they should be, or not; that failed; that are undecided. */
  only: z.enum(['right', 'wrong', 'failed', 'undecided']).optional(),
  /** Only images that nobody has reviewed, that somebody has, or with this outcome of it. */
  review: z.enum(['none', 'any', 'accepted', 'corrected', 'skipped']).optional(),
  /** Only images whose predicted label has a probability from the first to the second, in 0..1. */
  probability: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
});

export const exportRunParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  /** A `file:` URI or an absolute path that ends in .csv, .jsonl or .parquet. */
  file: location,
});

export const writeReportParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  /** A `file:` URI or an absolute path that ends in .md; pictures get names of their own beside it. */
  file: location,
});

export type RowOrder = (typeof rowOrders)[number];
export type RunRowsParams = z.infer<typeof runRowsParamsSchema>;
export type ExportRunParams = z.infer<typeof exportRunParamsSchema>;
export type WriteReportParams = z.infer<typeof writeReportParamsSchema>;

export interface RunRowsPage {
  rows: RunRow[];
  /** Rows that there are of what was asked for, from first to last. */
  total: number;
}

export interface ExportedRun {
  /** Rows that were put into the file, and that were in it already. */
  appended: number;
  unchanged: number;
}

/** One run. */
export namespace RunSummaryRequestMessage {
  export const method = 'diffusionClassifier/runs/summary';
  export const type = new RequestType<RunParams, RunSummary, FailureData>(method);
}

/** A page of a run's rows, also while it runs. */
export namespace RunRowsRequestMessage {
  export const method = 'diffusionClassifier/runs/rows';
  export const type = new RequestType<RunRowsParams, RunRowsPage, FailureData>(method);
}

/** What a run comes to, measured against the right labels where they are known. */
export namespace RunReportRequestMessage {
  export const method = 'diffusionClassifier/runs/report';
  export const type = new RequestType<RunParams, RunReport, FailureData>(method);
}

/** Appends a run's rows to a table; nothing that is in it already is changed. */
export namespace ExportRunRequestMessage {
  export const method = 'diffusionClassifier/runs/export';
  export const type = new RequestType<ExportRunParams, ExportedRun, FailureData>(method);
}

/** Writes what a run comes to as Markdown, and its charts; files of those names are replaced. */
export namespace WriteReportRequestMessage {
  export const method = 'diffusionClassifier/runs/writeReport';
  export const type = new RequestType<WriteReportParams, { files: string[] }, FailureData>(method);
}
