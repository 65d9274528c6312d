export { promptSetLabels } from '../text';
export type { Step } from './control';
export { type Control, Engine, type EngineOptions } from './engine';
export { modelLabels } from './modelLabels';
