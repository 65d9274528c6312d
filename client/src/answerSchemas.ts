/**
 * What the client relies on in the messages that it gets. The server is ours, but a broken one is
 * to be a message to people and not an exception somewhere.
 */
import * as z from 'zod';
import {
  type ClassifyResult,
  type DownloadState,
  type ModelEntry,
  providerSchema,
  type ServerStatus,
  type Standing,
  type VerifiedFile,
  warningSchema,
} from '../../server/src/protocol';

export const labelResultSchema = z.looseObject({
  label: z.string(),
  probability: z.number().nullable(),
  error: z.number(),
  samples: z.number(),
  margin: z.number(),
  none: z.exactOptional(z.literal(true)),
});

export const resultSchema: z.ZodType<ClassifyResult> = z.looseObject({
  image: z.string(),
  model: z.string(),
  predicted: z.string(),
  labels: z.array(labelResultSchema).min(1),
  calibrated: z.boolean(),
  evaluations: z.number(),
  remembered: z.exactOptional(z.number()),
  seconds: z.number(),
  decision: z.exactOptional(
    z.looseObject({
      rule: z.enum(['exact', 'approximate']),
      delta: z.number(),
      grid: z.number(),
      decided: z.boolean(),
      inRace: z.array(z.string()),
      boundExceeded: z.exactOptional(z.literal(true)),
    }),
  ),
  provider: z.exactOptional(providerSchema),
  warnings: z.exactOptional(z.array(warningSchema)),
});

export const standingSchema: z.ZodType<Standing> = z.looseObject({
  labels: z.array(labelResultSchema.extend({ inRace: z.boolean() })),
  calibrated: z.boolean(),
  evaluations: z.number(),
  plannedEvaluations: z.number(),
});

export const statusSchema: z.ZodType<ServerStatus> = z.looseObject({
  health: z.enum(['ok', 'warning', 'error']),
  quiescent: z.boolean(),
  message: z.exactOptional(z.string()),
  model: z.exactOptional(z.string()),
  provider: z.exactOptional(providerSchema),
  warnings: z.exactOptional(z.array(warningSchema)),
});

export const modelsSchema: z.ZodType<ModelEntry[]> = z.array(
  z.looseObject({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    state: z.enum(['bundled', 'downloaded', 'partial', 'available']),
    folder: z.exactOptional(z.string()),
    bytes: z.looseObject({ missing: z.number(), total: z.number() }),
    imageSize: z.number(),
    memory: z.number(),
    licence: z.looseObject({ name: z.string(), url: z.string() }),
    source: z.exactOptional(z.looseObject({ repository: z.string(), revision: z.string() })),
    vocabulary: z.enum(['closed', 'open']),
  }),
);

export const downloadStateSchema: z.ZodType<DownloadState> = z.looseObject({
  done: z.number(),
  total: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  file: z.string(),
});

export const downloadedSchema = z.looseObject({ folder: z.string() });

export const verifiedFilesSchema: z.ZodType<VerifiedFile[]> = z.array(
  z.looseObject({
    file: z.string(),
    state: z.enum(['whole', 'missing', 'wrong-size', 'wrong-hash', 'no-known-hash']),
  }),
);

export const removedSchema = z.looseObject({ freedBytes: z.number() });
