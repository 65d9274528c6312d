/** What the client relies on in messages about runs, as `answerSchemas` does of others. */
import * as z from 'zod';
import {
  type CurvePoint,
  type ExplainResult,
  type ExportedRun,
  type Measured,
  providerSchema,
  type ReviewCounts,
  type RunProgress,
  type RunReport,
  type RunRow,
  type RunRowsPage,
  type RunSummary,
  type Share,
  type SortSummary,
  type Spread,
  sortWays,
  type UndoSummary,
  warningSchema,
} from '../../../server/src/protocol';
import { labelResultSchema } from '../answerSchemas';

const state = z.enum(['running', 'paused', 'cancelled', 'interrupted', 'failed', 'done']);

const counts = z.looseObject({
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  unchanged: z.number(),
});

const failure = z.looseObject({ code: z.string(), message: z.string() });

export const summarySchema: z.ZodType<RunSummary> = z.looseObject({
  run: z.string(),
  folder: z.string(),
  labels: z.array(z.string()),
  model: z.string(),
  state,
  counts,
  isListed: z.boolean(),
  groundTruth: z.enum(['folders', 'table', 'none']),
  evaluations: z.number(),
  remembered: z.number(),
  seconds: z.number(),
  began: z.string(),
  ended: z.exactOptional(z.string()),
  failure: z.exactOptional(failure),
  warnings: z.exactOptional(z.array(warningSchema)),
});

export const summariesSchema = z.array(summarySchema);

const row: z.ZodType<RunRow> = z.looseObject({
  image: z.string(),
  bytes: z.number(),
  modified: z.string(),
  truth: z.exactOptional(z.string()),
  review: z.exactOptional(z.looseObject({ label: z.nullable(z.string()), reviewed: z.string() })),
  result: z.exactOptional(
    z.looseObject({
      predicted: z.string(),
      labels: z.array(labelResultSchema).min(1),
      calibrated: z.boolean(),
      evaluations: z.number(),
      remembered: z.number(),
      seconds: z.number(),
      decided: z.exactOptional(z.boolean()),
      provider: z.exactOptional(providerSchema),
    }),
  ),
  failure: z.exactOptional(failure),
});

export const progressSchema: z.ZodType<RunProgress> = z.looseObject({
  run: z.string(),
  state,
  counts,
  isListed: z.boolean(),
  imagesPerSecond: z.nullable(z.number()),
  secondsLeft: z.nullable(z.number()),
  rows: z.array(row),
});

export const rowsPageSchema: z.ZodType<RunRowsPage> = z.looseObject({
  rows: z.array(row),
  total: z.number(),
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const spread = z.nullable(z.custom<Spread>(isObject));

/** Its depths are for the panel, which shows what there is. */
export const reportSchema: z.ZodType<RunReport> = z.looseObject({
  run: z.string(),
  folder: z.string(),
  model: z.string(),
  state,
  labels: z.array(z.string()),
  images: z.number(),
  classified: z.number(),
  failed: z.number(),
  failures: z.array(
    z.looseObject({
      code: z.string(),
      images: z.number(),
      examples: z.array(z.looseObject({ image: z.string(), message: z.string() })),
    }),
  ),
  predicted: z.array(z.looseObject({ label: z.string(), images: z.number() })),
  undecided: z.nullable(z.custom<Share>(isObject)),
  evaluations: spread,
  remembered: z.number(),
  seconds: spread,
  measured: z.nullable(z.custom<Measured>(isObject)),
});

const interval = z.nullable(z.tuple([z.number(), z.number()]));

export const explanationSchema: z.ZodType<ExplainResult> = z.looseObject({
  image: z.string(),
  model: z.string(),
  labels: z.tuple([z.string(), z.string()]),
  loss: z.enum(['l2', 'l1', 'huber']),
  errors: z.tuple([z.number(), z.number()]),
  difference: z.number(),
  interval,
  samples: z.array(z.looseObject({ timestep: z.number(), difference: z.number() })),
  curve: z.array(z.custom<CurvePoint>(isObject)),
  band: z.tuple([z.number(), z.number()]),
  map: z.looseObject({ width: z.number(), height: z.number(), differences: z.array(z.number()) }),
  size: z.looseObject({ width: z.number(), height: z.number() }),
  region: z.looseObject({
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
  }),
  evaluations: z.number(),
  seconds: z.number(),
  provider: providerSchema,
  warnings: z.exactOptional(z.array(warningSchema)),
});

export const reviewCountsSchema: z.ZodType<ReviewCounts> = z.looseObject({
  accepted: z.number(),
  corrected: z.number(),
  skipped: z.number(),
});

export const exportedSchema: z.ZodType<ExportedRun> = z.looseObject({
  appended: z.number(),
  unchanged: z.number(),
});

export const exportedReviewsSchema = z.looseObject({ images: z.number() });

export const writtenReportSchema = z.looseObject({ files: z.array(z.string()) });

const stayReason = z.enum([
  'failed',
  'uncertain',
  'notReviewed',
  'inPlace',
  'sorted',
  'changed',
  'missing',
  'outside',
  'isLink',
  'error',
]);

export const sortSummarySchema: z.ZodType<SortSummary> = z.looseObject({
  folder: z.string(),
  to: z.string(),
  way: z.enum(sortWays),
  labels: z.array(
    z.looseObject({ label: z.nullable(z.string()), folder: z.string(), images: z.number() }),
  ),
  images: z.number(),
  renamed: z.number(),
  stay: z.partialRecord(stayReason, z.number()),
  notSorted: z.array(z.looseObject({ image: z.string(), reason: stayReason, message: z.string() })),
  hardLinked: z.exactOptional(z.literal(true)),
  log: z.exactOptional(z.string()),
});

export const undoSummarySchema: z.ZodType<UndoSummary> = z.looseObject({
  restored: z.number(),
  kept: z.array(z.looseObject({ file: z.string(), message: z.string() })),
  left: z.number(),
});
