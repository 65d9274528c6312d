import { Failure } from '../failure';
import type { ImageLimits } from '../imageLimits';

const units: Readonly<Record<keyof ImageLimits, string>> = {
  megabytes: 'MB',
  megapixels: 'megapixels',
  seconds: 'seconds to decode',
};

/** The failure of an image that asks for more than a limit; `value` as far as it is known. */
export function overLimit(
  name: string,
  limit: keyof ImageLimits,
  value: number,
  maximum: number,
): Failure {
  const asked = String(Math.ceil(value * 100) / 100);
  const takes = limit === 'seconds' ? `takes more than ${asked}` : `has ${asked}`;
  return new Failure(
    'image-over-limit',
    `${name} ${takes} ${units[limit]}, over the limit of ${maximum}: make it smaller, or raise diffusionClassifier.limits.${limit} (--max-${limit}).`,
    { image: name, limit, value: asked, maximum: String(maximum) },
  );
}
