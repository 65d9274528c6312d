export { findModel } from './findModel';
export {
  type ModelFolder,
  openModelFolder,
  type TextEncoder,
  type VaeEncoder,
} from './modelFolder';
export { resolveLabel } from './resolveLabel';
