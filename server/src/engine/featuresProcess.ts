import type { ChildDied } from '../child';
import { Failure } from '../failure';
import {
  type Device,
  type FeaturesParams,
  FeaturesRequest,
  type FeaturesResult,
  type ModelDescription,
  OpenFeaturesRequest,
} from '../host/messages';
import type { ModelFolder } from '../models';
import { ranOutOfMemory } from './denoiserHost';
import { featuresSchema, modelDescriptionSchema } from './hostAnswers';
import { ModelProcess } from './modelProcess';
import { ask, type Patience, stillDecodes } from './openHost';

/** What a host with a model loaded for its features can be asked. */
interface OpenFeatures {
  readonly description: ModelDescription;
  features(parameters: FeaturesParams): Promise<FeaturesResult['features']>;
}

export type FeaturesProcess = ModelProcess<ModelFolder, OpenFeatures>;

function blame(
  death: ChildDied,
  { id: model }: ModelFolder,
  image: string,
  { provider }: Device,
): Failure {
  const { message: cause, request } = death;
  if (ranOutOfMemory(death)) {
    return new Failure(
      'out-of-memory',
      `Model ${model} does not fit into memory on provider ${provider}, not even for a single evaluation (${cause}). Close other programs, or use a smaller model or one with float16 weights.`,
      { model, provider, cause },
    );
  }
  if (request === FeaturesRequest.type.method) {
    const reason = `the host of model ${model} died twice of it (${cause})`;
    return new Failure(
      'image-not-decodable',
      `${image} could not be looked at: ${reason}. It may be damaged, or made to do harm.`,
      { image, reason },
    );
  }
  return new Failure(
    'host-failed',
    `The host of model ${model} died twice on provider ${provider} before it was loaded (${cause}). Try another model.`,
    { model, provider, cause },
  );
}

/** The host of a device that gives features of images; it starts when it is first asked. */
export function featuresProcess(
  device: Device,
  entry: string,
  onRestart: (cause: string) => void,
  patience: Patience,
): FeaturesProcess {
  return new ModelProcess<ModelFolder, OpenFeatures>({
    entry,
    open: async (host, { folder }) => ({
      description: await ask(
        host,
        OpenFeaturesRequest.type,
        { folder, device },
        { schema: modelDescriptionSchema, seconds: patience.open },
      ),
      features: async (parameters) => {
        try {
          const { features } = await ask(host, FeaturesRequest.type, parameters, {
            schema: featuresSchema(parameters),
            seconds: parameters.limits.seconds + patience.prepare + patience.errors,
          });
          return features;
        } catch (error) {
          if (stillDecodes(error)) host.kill();
          throw error;
        }
      },
    }),
    blame: (death, model, image) => blame(death, model, image, device),
    onDeath: (death, { id }) => onRestart(`features of model ${id}: ${death.message}`),
  });
}
