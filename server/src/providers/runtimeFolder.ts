import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { packageRoot } from '../packageRoot';
import { userCacheFolder } from '../userCacheFolder';

/** The installed package of ONNX Runtime: asking for its place does not load it. */
function runtimePackage(): string {
  const { resolve } = createRequire(path.join(packageRoot(), 'package.json'));
  return resolve('onnxruntime-node/package.json');
}

/** Of ONNX Runtime, such as 1.30.0. */
export function runtimeVersion(): string {
  return JSON.parse(readFileSync(runtimePackage(), 'utf8')).version;
}

/** The folder that the package's own native libraries lie in. */
export function bindingFolder(): string {
  const { platform, arch } = process;
  return path.join(path.dirname(runtimePackage()), 'bin', 'napi-v6', platform, arch);
}

/** ONNX Runtime itself, and what it loads for CUDA from the folder that it was loaded from. */
export const runtimeLibrary = 'libonnxruntime.so.1';
export const cudaLibraries = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
  'libonnxruntime_providers_tensorrt.so',
] as const;

/** Where `providers install cuda` puts its libraries: those of another version would not load. */
export function runtimeFolder(): string {
  return path.join(userCacheFolder(), 'runtime', `onnxruntime-${runtimeVersion()}-cuda`);
}

/** Where libraries for CUDA lie: beside the binding, or in our own folder; undefined where nowhere. */
export function cudaFolder(): string | undefined {
  const isWhole = (folder: string) =>
    cudaLibraries.every((name) => existsSync(path.join(folder, name)));
  return [bindingFolder(), runtimeFolder()].find(isWhole);
}

/**
 * What the environment of a denoiser host must have beside our own. The loader of Linux looks into
 * LD_LIBRARY_PATH before the folder of the binding, so a copy of ONNX Runtime in the runtime folder is
 * loaded in place of the package's, and finds the libraries for CUDA beside it.
 */
export function runtimeEnvironment(): { LD_LIBRARY_PATH?: string } {
  if (process.platform !== 'linux') return {};
  const folder = cudaFolder();
  if (folder === undefined || folder === bindingFolder()) return {};
  const given = process.env.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: given ? `${folder}${path.delimiter}${given}` : folder };
}
