export type { Fingerprint } from '../host/messages';
export { promptSetLabels } from '../text';
export type { Step } from './control';
export { type Control, Engine, type EngineOptions } from './engine';
export type { ErrorMemory } from './errorMemory';
export type { EvaluateRequest } from './evaluation';
export type { ImageAnswer, ImagesControl } from './imagesControl';
export { labelsBelow } from './labelTree';
export { modelLabels } from './modelLabels';
