import type { ChildDied } from '../child';
import { Failure } from '../failure';
import {
  type Device,
  EncodeLabelsRequest,
  type EncodeResult,
  type LabelsParams,
  OpenScorerRequest,
  type ScoresParams,
  ScoresRequest,
} from '../host/messages';
import type { ClipFolder } from '../models';
import { type DenoiserHost, ranOutOfMemory } from './denoiserHost';
import { encodeSchema, modelDescriptionSchema, scoresSchema } from './hostAnswers';
import { ModelProcess } from './modelProcess';
import { ask, type Patience, stillDecodes } from './openHost';

/** What a host with a scorer loaded can be asked. */
export interface OpenScorer {
  encode(parameters: LabelsParams): Promise<EncodeResult>;
  scores(parameters: ScoresParams): Promise<number[]>;
}

export type ScorerProcess = ModelProcess<ClipFolder, OpenScorer>;

async function openScorer(
  host: DenoiserHost,
  { folder }: ClipFolder,
  device: Device,
  patience: Patience,
): Promise<OpenScorer> {
  await ask(
    host,
    OpenScorerRequest.type,
    { folder, device },
    { schema: modelDescriptionSchema, seconds: patience.open },
  );
  return {
    encode: async (parameters) =>
      await ask(host, EncodeLabelsRequest.type, parameters, {
        schema: encodeSchema,
        seconds: patience.errors,
      }),
    scores: async (parameters) => {
      try {
        const { scores } = await ask(host, ScoresRequest.type, parameters, {
          schema: scoresSchema(parameters),
          seconds: parameters.limits.seconds + patience.prepare + patience.errors,
        });
        return scores;
      } catch (error) {
        if (stillDecodes(error)) host.kill();
        throw error;
      }
    },
  };
}

/** Decoding comes before the network, which has run when the labels were encoded. */
function blame(
  death: ChildDied,
  { id: model }: ClipFolder,
  image: string,
  { provider }: Device,
): Failure {
  const { message: cause, request } = death;
  const details = { model, provider, cause };
  if (ranOutOfMemory(death)) {
    return new Failure(
      'out-of-memory',
      `CLIP model ${model} does not fit into memory on provider ${provider} (${cause}). Close other programs, or use a smaller model or a quantized one.`,
      details,
    );
  }
  if (request === ScoresRequest.type.method) {
    const reason = `the decoder was given up twice (${cause})`;
    return new Failure(
      'image-not-decodable',
      `${image} could not be decoded: ${reason}. It may be damaged, or made to do harm.`,
      { image, reason },
    );
  }
  return new Failure(
    'host-failed',
    `The host of CLIP model ${model} died twice on the same work on provider ${provider} (${cause}). Try another model, or leave the shortlist out.`,
    details,
  );
}

/** The host of a device that scores labels; it starts when it is first asked. */
export function scorerProcess(
  device: Device,
  entry: string,
  onRestart: (cause: string) => void,
  patience: Patience,
): ScorerProcess {
  return new ModelProcess<ClipFolder, OpenScorer>({
    entry,
    open: (host, clip) => openScorer(host, clip, device, patience),
    blame: (death, clip, image) => blame(death, clip, image, device),
    onDeath: (death, { id }) => onRestart(`CLIP model ${id}: ${death.message}`),
  });
}
