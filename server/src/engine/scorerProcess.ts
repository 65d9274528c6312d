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
import type { ScorerFolder } from '../models';
import { type DenoiserHost, ranOutOfMemory } from './denoiserHost';
import { encodeSchema, modelDescriptionSchema, scoresSchema } from './hostAnswers';
import { ModelProcess } from './modelProcess';
import { ask, type Patience, stillDecodes } from './openHost';

/** What a message calls a scorer, before its name. */
const titles: Readonly<Record<ScorerFolder['kind'], string>> = {
  clip: 'CLIP model',
  classifier: 'image classifier',
};

/** What a host with a scorer loaded can be asked. */
export interface OpenScorer {
  encode(parameters: LabelsParams): Promise<EncodeResult>;
  scores(parameters: ScoresParams): Promise<number[]>;
}

export type ScorerProcess = ModelProcess<ScorerFolder, OpenScorer>;

async function openScorer(
  host: DenoiserHost,
  scorer: ScorerFolder,
  device: Device,
  patience: Patience,
): Promise<OpenScorer> {
  const classifier = scorer.kind === 'classifier' ? scorer.place : undefined;
  await ask(
    host,
    OpenScorerRequest.type,
    { folder: scorer.folder, device, classifier },
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
  { kind, id: model }: ScorerFolder,
  image: string,
  { provider }: Device,
): Failure {
  const { message: cause, request } = death;
  const details = { model, provider, cause };
  if (ranOutOfMemory(death)) {
    return new Failure(
      'out-of-memory',
      `${titles[kind]} ${model} does not fit into memory on provider ${provider} (${cause}). Close other programs, or use a smaller model or a quantized one.`,
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
    `The host of ${titles[kind]} ${model} died twice on the same work on provider ${provider} (${cause}). Try another model, or do without it.`,
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
  return new ModelProcess<ScorerFolder, OpenScorer>({
    entry,
    open: (host, scorer) => openScorer(host, scorer, device, patience),
    blame: (death, scorer, image) => blame(death, scorer, image, device),
    onDeath: (death, { kind, id }) => onRestart(`${titles[kind]} ${id}: ${death.message}`),
  });
}
