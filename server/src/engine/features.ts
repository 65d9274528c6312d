import type { ImageSource, SampleToEvaluate } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, Warning } from '../protocol';
import { orCancelled } from './cancelled';
import type { HostSession } from './hostSession';
import { sourceName } from './imageSource';

/** Features of an image: what leaves the middle of a denoiser, averaged over places. */
export interface FeaturesRequest {
  /** As in a request to classify. */
  image: string;
  model: string;
  /** With noise rows of the seed, as the product's sample set numbers them. */
  samples: SampleToEvaluate[];
  options?: Pick<ClassifyOptions, 'preprocessing' | 'seed'>;
}

export interface Features {
  /** [samples][channels] */
  features: number[][];
  warnings: Warning[];
}

/** @throws Failure what the host answers; `cancelled`. */
export async function imageFeatures(
  model: ModelFolder,
  {
    source,
    limits,
    request,
  }: {
    source: ImageSource;
    limits: ImageLimits;
    request: FeaturesRequest;
  },
  { features: host }: HostSession,
  signal: AbortSignal,
): Promise<Features> {
  const { samples, options = {} } = request;
  const { preprocessing, seed = 0 } = options;
  const asked = {
    image: source,
    preprocessing,
    limits,
    samples,
    noise: { kind: 'by-row' as const, seed },
  };
  const answering = host.run(
    model,
    sourceName(source),
    async ({ description, features }) => ({
      features: await features(asked),
      warnings: description.warnings,
    }),
    signal,
  );
  return await orCancelled(answering, signal);
}
