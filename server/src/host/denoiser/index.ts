export { type Call, evaluations, partsOf } from './calls';
export { type ConditioningRows, Denoiser } from './denoiser';
