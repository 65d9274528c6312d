import path from 'node:path';
import * as z from 'zod';
import { failureCodes } from '../failure';
import {
  type ClassifyResult,
  classifyRequestSchema,
  providerSchema,
  warningSchema,
} from '../protocol';

/** Images of a job, at most. */
export const largestChunk = 256;

/** Characters: Windows has no longer paths, and servers refuse longer addresses. */
const longestName = 32_767;
const name = z.string().min(1).max(longestName);

const imageSchema = z.union([
  z.strictObject({
    /** Below the job's root, with `/` on every system. */
    file: name.refine((file) => !file.split('/').includes('..') && !path.posix.isAbsolute(file), {
      error: 'expected a path below the root',
    }),
    /** Of its content when it was asked for: an answer about another content is none. */
    stamp: z.string().max(100),
  }),
  z.strictObject({ url: name.regex(/^(https?|s3):\/\//, 'expected http:, https: or s3:') }),
]);

/** What a worker is asked: some images, and all that their answers depend on. */
export const jobSchema = z.strictObject({
  model: z.strictObject({ id: name, identity: z.string().regex(/^[0-9a-f]{32}$/) }),
  request: classifyRequestSchema.omit({ image: true, model: true }),
  /** Absolute path on the machine that asks. */
  root: name,
  images: z.array(imageSchema).min(1).max(largestChunk),
});

/** Loose, so that fields that are added to results are kept. */
const resultSchema: z.ZodType<ClassifyResult> = z.looseObject({
  image: z.string(),
  model: z.string(),
  predicted: z.string(),
  labels: z
    .array(
      z.looseObject({
        label: z.string(),
        probability: z.number().nullable(),
        error: z.number(),
        samples: z.int(),
        margin: z.number(),
      }),
    )
    .min(1),
  calibrated: z.boolean(),
  evaluations: z.int(),
  seconds: z.number(),
  provider: z.exactOptional(providerSchema),
  warnings: z.exactOptional(z.array(warningSchema)),
});

const failureSchema = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  details: z.record(z.string(), z.string()),
});

/** What a worker answers: of images that are missing nothing was computed. */
export const answerSchema = z.object({
  answers: z.array(
    z.union([
      z.strictObject({ index: z.int().min(0), result: resultSchema }),
      z.strictObject({ index: z.int().min(0), failure: failureSchema }),
    ]),
  ),
  /** From taking the job to answering it. */
  seconds: z.number().min(0),
});

/** Why a worker has thrown a job back, as text of BullMQ's `failedReason`. */
export const refusalSchema = z.object({
  /** Every worker would refuse it. */
  isFinal: z.boolean(),
  failure: failureSchema,
});

export type JobImage = z.infer<typeof imageSchema>;
export type JobData = z.infer<typeof jobSchema>;
export type JobAnswer = z.infer<typeof answerSchema>;
export type FailureFields = z.infer<typeof failureSchema>;
