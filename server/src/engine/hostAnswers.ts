import * as z from 'zod';
import { failureCodes } from '../failure';
import {
  type EncodeResult,
  type ErrorsParams,
  type ErrorsResult,
  type FeaturesParams,
  type FeaturesResult,
  type Fingerprint,
  type ImageEvaluations,
  type ImagesParams,
  type ImagesResult,
  longestMapSide,
  type MapResult,
  type ModelDescription,
  mostFeatures,
  type NearestParams,
  type NearestResult,
  type PreparedImage,
  type ScoresParams,
  type ScoresResult,
} from '../host/messages';
import { providerSchema, warningSchema } from '../protocol';

/** What a host that works in order answers; anything else is a fault of that process. */
export const modelDescriptionSchema: z.ZodType<ModelDescription> = z.object({
  provider: providerSchema,
  warnings: z.array(warningSchema),
});

export const encodeSchema: z.ZodType<EncodeResult> = z.object({
  cut: z.array(z.object({ prompt: z.string(), kept: z.string() })),
});

/** Of each prompt as many indices of the others as asked for, or all there are. */
export function nearestSchema({ prompts, among, most }: NearestParams): z.ZodType<NearestResult> {
  const index = z.int().min(0).lt(among.length);
  const ofPrompt = z.array(index).length(Math.min(most, among.length));
  return z.object({ nearest: z.array(ofPrompt).length(prompts.length) });
}

export const preparedImageSchema: z.ZodType<PreparedImage> = z.object({ key: z.string().min(1) });

/** Of each loss one error, finite and not negative, for each conditioning and sample asked for. */
function errorsOf({ conditionings, samples }: ImageEvaluations): z.ZodType<ErrorsResult['errors']> {
  const row = z.array(z.number().min(0)).length(samples.length);
  const rows = z.array(row).length(conditionings.length);
  return z.object({ l2: rows, l1: rows, huber: rows });
}

export function errorsSchema(asked: ImageEvaluations): z.ZodType<ErrorsResult> {
  return z.object({ errors: errorsOf(asked) });
}

export function errorsOfImagesSchema({ images }: ImagesParams): z.ZodType<ImagesResult> {
  const [first, ...others] = images.map(errorsOf);
  return z.object({ errors: z.tuple([first!, ...others]) });
}

/** A finite number for each label asked for. */
export function scoresSchema({ labels }: ScoresParams): z.ZodType<ScoresResult> {
  return z.object({ scores: z.array(z.number()).length(labels.length) });
}

export const fingerprintSchema: z.ZodType<Fingerprint> = z.object({
  content: z.string().regex(/^[0-9a-f]{64}$/),
  perceptual: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
  width: z.int().positive(),
  height: z.int().positive(),
});

/** A row of finite numbers for each sample asked for, no longer than it may be. */
export function featuresSchema({ samples }: FeaturesParams): z.ZodType<FeaturesResult> {
  const row = z.array(z.number()).min(1).max(mostFeatures);
  return z.object({ features: z.array(row).length(samples.length) });
}

const sizeSchema = z.object({ width: z.number().positive(), height: z.number().positive() });
const mapSide = z.int().min(1).max(longestMapSide);

/** The errors, and a map of at most as many cells as it may have. */
export function mapSchema(parameters: ErrorsParams): z.ZodType<MapResult> {
  const map = z
    .object({
      width: mapSide,
      height: mapSide,
      sums: z.array(z.number()),
      image: sizeSchema,
      region: sizeSchema.extend({ x: z.number(), y: z.number() }),
    })
    .refine(({ width, height, sums }) => sums.length === width * height);
  return z.intersection(errorsSchema(parameters), z.object({ map }));
}

/** The data of an answer that is a failure. */
export const failureSchema = z.object({
  code: z.enum(failureCodes),
  details: z.record(z.string(), z.string()),
});
