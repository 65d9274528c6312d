export { findModel } from './findModel';
export { type ModelFolder, openModelFolder } from './modelFolder';
export { resolveLabel } from './resolveLabel';
