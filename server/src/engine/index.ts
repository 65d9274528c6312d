export { type Control, Engine, type EngineOptions } from './engine';
export { modelLabels } from './modelLabels';
