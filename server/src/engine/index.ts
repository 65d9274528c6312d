export type { Control } from './classification';
export { Engine, type EngineOptions } from './engine';
