export { promptSetLabels } from '../text';
export type { Step } from './classification';
export { type Control, Engine, type EngineOptions } from './engine';
export { modelLabels } from './modelLabels';
