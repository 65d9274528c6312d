import type { ClipFolder } from './clipFolder';
import type { ImageClassifierFolder } from './imageClassifier';

/** A model that scores labels for an image at once, without noise or samples. */
export type ScorerFolder = ClipFolder | ImageClassifierFolder;
