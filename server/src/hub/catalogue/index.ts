import type { CatalogueEntry } from './entry';
import { stableDiffusion1 } from './stableDiffusion1';
import { stableDiffusion2 } from './stableDiffusion2';
import { stableDiffusionXl } from './stableDiffusionXl';

export type { CatalogueEntry } from './entry';

/**
 * Models on the hub that classify. Distilled models (turbo, LCM) classify badly, and the SD3 family
 * needs weights by timestep that are not known: they are left out.
 */
export const catalogue: readonly CatalogueEntry[] = [
  ...stableDiffusion1,
  ...stableDiffusion2,
  ...stableDiffusionXl,
];
