import * as z from 'zod';

/** ONNX Runtime's execution providers, as the settings name them. */
export const providers = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const;
export type Provider = (typeof providers)[number];
export const providerSchema = z.enum(providers);
