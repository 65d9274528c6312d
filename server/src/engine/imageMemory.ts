import type { ImageSource, Provider } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { NoiseSource } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import { contextName } from './errorContext';
import type { ErrorMemory } from './errorMemory';
import { imageKey } from './imageKey';
import type { ModelDigests } from './modelDigests';

/** Where errors are kept, and what tells models apart there. */
export interface Remembering {
  store: ErrorMemory;
  digests: ModelDigests;
}

/** Where the errors of one image are kept. */
export interface ImageMemory {
  store: ErrorMemory;
  /** {@link contextName} */
  context: string;
  /** Of the model's weights. */
  digest: string;
  /** As the host will say it. */
  imageKey: string;
}

/** Undefined where nothing can be remembered of the image: what keeps it from that, the host says. */
export async function imageMemory(
  { store, digests }: Remembering,
  of: {
    model: ModelFolder;
    source: ImageSource;
    options: Pick<ClassifyOptions, 'preprocessing'>;
    limits: ImageLimits;
    noise: NoiseSource;
    provider: Provider;
  },
): Promise<ImageMemory | undefined> {
  const { model, source, options, limits, noise, provider } = of;
  const rule = options.preprocessing ?? model.classifier.image.preprocessing ?? 'product';
  const [digest, key] = await Promise.all([digests.of(model), imageKey(source, rule, limits)]);
  if (digest === undefined || key === undefined) return undefined;
  const context = contextName({ model: digest, provider, imageKey: key, noise });
  return { store, context, digest, imageKey: key };
}
