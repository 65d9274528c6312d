export { findModel } from './findModel';
export { type ModelFolder, openModelFolder } from './modelFolder';
export { modelInvalid } from './modelInvalid';
export { modelsFolder } from './modelsFolder';
export { readJson } from './readJson';
export { resolveLabel } from './resolveLabel';
export { readText } from './smallFile';
export type { TextEncoder } from './textEncoders';
export type { VaeEncoder } from './vaeEncoder';
