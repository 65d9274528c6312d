import { accuracy } from './accuracy';
import { coldStart } from './coldStart';
import { invariance } from './invariance';
import { manyLabels } from './manyLabels';
import { memory } from './memory';
import { oneMoreLabel } from './oneMoreLabel';
import type { Part } from './part';
import { rate } from './rate';
import { recovery } from './recovery';
import { stableDiffusion } from './stableDiffusion';
import { store } from './store';

/** In the order in which they run and stand in the document. */
export const parts: readonly Part[] = [
  accuracy,
  coldStart,
  memory,
  recovery,
  rate,
  oneMoreLabel,
  store,
  invariance,
  stableDiffusion,
  manyLabels,
];
