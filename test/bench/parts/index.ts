import { accuracy } from './accuracy';
import { activation } from './activation';
import { coldStart } from './coldStart';
import { invariance } from './invariance';
import { manyLabels } from './manyLabels';
import { memory } from './memory';
import { oneMoreLabel } from './oneMoreLabel';
import type { Part } from './part';
import { queue } from './queue';
import { queueScaling } from './queueScaling';
import { rate } from './rate';
import { recovery } from './recovery';
import { runFiles } from './runFiles';
import { runKills } from './runKills';
import { runMemory } from './runMemory';
import { stableDiffusion } from './stableDiffusion';
import { store } from './store';

/** In the order in which they run and stand in the document. */
export const parts: readonly Part[] = [
  accuracy,
  coldStart,
  activation,
  memory,
  recovery,
  rate,
  oneMoreLabel,
  store,
  invariance,
  stableDiffusion,
  manyLabels,
  runMemory,
  runFiles,
  runKills,
  queue,
  queueScaling,
];
