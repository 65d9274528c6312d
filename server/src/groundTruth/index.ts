/** Where the right labels of images are known from. */
export type { GroundTruth } from './groundTruth';
export { type LabelledFolder, readLabelledFolder } from './labelledFolder';
export { readGroundTruth } from './readGroundTruth';
