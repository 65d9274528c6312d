export { downloadFile } from './downloadFile';
export { downloadModel } from './downloadModel';
export { type HubSettings, hubSettings } from './hubSettings';
export { listModels } from './listModels';
export { modelPath } from './localModel';
export { removeModel } from './removeModel';
export { verifyModel } from './verifyModel';
