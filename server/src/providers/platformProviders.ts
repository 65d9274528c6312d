import type { Provider } from '../host/messages';

/** The providers of a platform. */
export interface PlatformProviders {
  /** In the order in which they are tried when nobody asks for any; the CPU comes last. */
  usual: readonly Provider[];
  /** Tried only when they are asked for. */
  onRequest: readonly Provider[];
}

/**
 * What the builds of onnxruntime-node 1.30 can have. TensorRT spends minutes on a model before its
 * first answer, so it waits until it is asked for. There is no build for Macs with Intel processors.
 */
const byPlatform: Record<string, PlatformProviders> = {
  'linux/x64': { usual: ['cuda', 'webgpu', 'cpu'], onRequest: ['tensorrt'] },
  'win32/x64': { usual: ['dml', 'webgpu', 'cpu'], onRequest: [] },
  'win32/arm64': { usual: ['dml', 'webgpu', 'cpu'], onRequest: [] },
  'darwin/arm64': { usual: ['webgpu', 'coreml', 'cpu'], onRequest: [] },
};

/** @param platform as Node names it with its architecture, such as `linux/x64`. */
export function platformProviders(platform: string): PlatformProviders {
  return byPlatform[platform] ?? { usual: ['cpu'], onRequest: [] };
}

/** This machine's, as {@link platformProviders} takes it. */
export const thisPlatform = `${process.platform}/${process.arch}`;
