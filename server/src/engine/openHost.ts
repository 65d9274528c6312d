import { type RequestParam, type RequestType, ResponseError } from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { Failure } from '../failure';
import {
  type Device,
  type EncodeParams,
  EncodeRequest,
  type EncodeResult,
  type ErrorMap,
  ErrorsOfImagesRequest,
  type ErrorsParams,
  ErrorsRequest,
  type ErrorsResult,
  type ImagesParams,
  type MapParams,
  MapRequest,
  type MapResult,
  type ModelDescription,
  type NearestParams,
  NearestRequest,
  type NearestResult,
  OpenRequest,
  type PreparedImage,
  type PrepareParams,
  PrepareRequest,
} from '../host/messages';
import { losses } from '../method';
import type { ModelFolder } from '../models';
import { classifyFailed } from '../protocol';
import { addMaps } from './addMaps';
import type { BatchSize } from './batchSize';
import type { DenoiserHost } from './denoiserHost';
import {
  encodeSchema,
  errorsOfImagesSchema,
  errorsSchema,
  failureSchema,
  mapSchema,
  modelDescriptionSchema,
  nearestSchema,
  preparedImageSchema,
} from './hostAnswers';

/** After how many seconds without an answer a host is taken for stuck. */
export interface Patience {
  open: number;
  /** Beyond the limit for decoding, which the host itself keeps. */
  prepare: number;
  /** Of what runs a network: texts, latents, errors. */
  errors: number;
}

/** A large model takes minutes to load, and an evaluation of it minutes on a slow processor. */
export const defaultPatience: Patience = { open: 600, prepare: 5, errors: 600 };

/** What a host with the model loaded can be asked. */
export interface OpenHost {
  readonly description: ModelDescription;
  encode(parameters: EncodeParams): Promise<EncodeResult>;
  nearest(parameters: NearestParams): Promise<NearestResult>;
  prepare(parameters: PrepareParams): Promise<PreparedImage>;
  errors(parameters: ErrorsParams): Promise<ErrorsResult['errors']>;
  /** The errors of several images, in one batch. */
  errorsOfImages(parameters: ImagesParams): Promise<ErrorsResult['errors'][]>;
  map(parameters: MapParams): Promise<MapResult>;
}

/** Asks, and turns a failure that crossed the channel into one of ours. */
export async function ask<P, R, E>(
  host: DenoiserHost,
  type: RequestType<P, R, E>,
  parameters: RequestParam<P>,
  expected: { schema: z.ZodType<R>; seconds: number },
): Promise<R> {
  try {
    return await host.ask(type, parameters, expected);
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== classifyFailed) throw error;
    const parsed = failureSchema.safeParse(error.data);
    if (!parsed.success) return await host.endForGarbage(parsed.error, type.method);
    throw new Failure(parsed.data.code, error.message, parsed.data.details);
  }
}

/**
 * Whether a host goes on decoding an image that took too long: librsvg and libaom cannot be told to
 * stop, and four of them would keep every thread that files are read on.
 */
export function stillDecodes(error: unknown): boolean {
  return (
    error instanceof Failure &&
    error.code === 'image-over-limit' &&
    error.details.limit === 'seconds'
  );
}

type Range = [from: number, to: number];

/** Parts of a batch that have at most `most` evaluations each: ranges of conditionings and samples. */
function* parts(
  { conditionings, samples }: Pick<ErrorsParams, 'conditionings' | 'samples'>,
  most: number,
): Generator<{ rows: Range; samples: Range }> {
  const rowStep = Math.min(conditionings.length, most);
  const sampleStep = Math.max(1, Math.floor(most / rowStep));
  for (let sample = 0; sample < samples.length; sample += sampleStep) {
    for (let row = 0; row < conditionings.length; row += rowStep) {
      yield {
        rows: [row, Math.min(row + rowStep, conditionings.length)],
        samples: [sample, Math.min(sample + sampleStep, samples.length)],
      };
    }
  }
}

/**
 * Has a host load a model.
 *
 * @param batchSize is told how long batches take; a batch beyond it is asked for in parts.
 * @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`; ChildDied
 */
export async function openHost(
  host: DenoiserHost,
  { folder, vae }: ModelFolder,
  device: Device,
  patience: Patience,
  batchSize: BatchSize,
): Promise<OpenHost> {
  const description = await ask(
    host,
    OpenRequest.type,
    { folder, device },
    { schema: modelDescriptionSchema, seconds: patience.open },
  );

  /** Asks for a batch part by part, and puts the errors together. */
  async function inParts(
    { conditionings, samples, ...how }: ErrorsParams,
    evaluate: (part: ErrorsParams, rows: Range) => Promise<ErrorsResult>,
  ): Promise<ErrorsResult['errors']> {
    const empty = () => conditionings.map((): number[] => []);
    const errors = { l2: empty(), l1: empty(), huber: empty() };
    for (const part of parts({ conditionings, samples }, batchSize.evaluations)) {
      const asked = {
        ...how,
        conditionings: conditionings.slice(...part.rows),
        samples: samples.slice(...part.samples),
      };
      const began = performance.now();
      const { errors: found } = await evaluate(asked, part.rows);
      const evaluations = asked.conditionings.length * asked.samples.length;
      batchSize.record(evaluations, (performance.now() - began) / 1_000);
      for (const loss of losses) {
        found[loss].forEach((row, index) => {
          errors[loss][part.rows[0] + index]!.push(...row);
        });
      }
    }
    return errors;
  }

  return {
    description,
    encode: async (parameters) =>
      await ask(host, EncodeRequest.type, parameters, {
        schema: encodeSchema,
        seconds: patience.errors,
      }),
    nearest: async (parameters) =>
      await ask(host, NearestRequest.type, parameters, {
        schema: nearestSchema(parameters),
        seconds: patience.errors,
      }),
    prepare: async (parameters) => {
      const network = vae ? patience.errors : 0;
      try {
        return await ask(host, PrepareRequest.type, parameters, {
          schema: preparedImageSchema,
          seconds: parameters.limits.seconds + patience.prepare + network,
        });
      } catch (error) {
        if (stillDecodes(error)) host.kill();
        throw error;
      }
    },
    errors: async (parameters) =>
      await inParts(parameters, async (part) =>
        ask(host, ErrorsRequest.type, part, {
          schema: errorsSchema(part),
          seconds: patience.errors,
        }),
      ),
    errorsOfImages: async (parameters) => {
      const began = performance.now();
      const { errors } = await ask(host, ErrorsOfImagesRequest.type, parameters, {
        schema: errorsOfImagesSchema(parameters),
        seconds: patience.errors,
      });
      const evaluations = parameters.images.reduce(
        (sum, { conditionings, samples }) => sum + conditionings.length * samples.length,
        0,
      );
      batchSize.record(evaluations, (performance.now() - began) / 1_000);
      return errors;
    },
    map: async ({ loss, weights, ...parameters }) => {
      const maps: ErrorMap[] = [];
      const errors = await inParts(parameters, async (part, rows) => {
        const asked = { ...part, loss, weights: weights.slice(...rows) };
        const answer = await ask(host, MapRequest.type, asked, {
          schema: mapSchema(part),
          seconds: patience.errors,
        });
        maps.push(answer.map);
        return answer;
      });
      return { errors, map: maps.reduce(addMaps) };
    },
  };
}
