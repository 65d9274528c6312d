export { type ClipFolder, openClipFolder } from './clipFolder';
export { readClipShortlist, writeClipShortlist } from './clipShortlist';
export { usualStages } from './defaultClassifier';
export { findClip } from './findClip';
export { findModel } from './findModel';
export { folderKind } from './folderKind';
export {
  type ClassifierPlace,
  type ImageClassifierFolder,
  openImageClassifier,
} from './imageClassifier';

export { isUnchanged, type ModelFolder, openModelFolder } from './modelFolder';
export { modelInvalid } from './modelInvalid';
export { modelsFolder } from './modelsFolder';
export type { PixelSettings } from './preprocessorConfig';
export { readJson } from './readJson';
export { resolveLabel } from './resolveLabel';
export type { ScorerFolder } from './scorerFolder';
export { readText } from './smallFile';
export type { TextEncoder } from './textEncoders';
export { isAboutTrained, isTrainedWith } from './trainedNames';
export type { VaeEncoder } from './vaeEncoder';
export { weightsDigest } from './weightsDigest';
export { writeTemperature } from './writeTemperature';
