import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import { downloadCudaPackage, nuget, type PackageDownload } from './cudaPackage';
import { thisPlatform } from './platformProviders';
import {
  bindingFolder,
  cudaFolder,
  cudaLibraries,
  runtimeFolder,
  runtimeLibrary,
} from './runtimeFolder';
import { extractZipEntry } from './zipEntry';

/** The folder of the libraries inside the package. */
const insidePackage = 'runtimes/linux-x64/native';

export interface InstallOptions extends Pick<PackageDownload, 'signal' | 'onProgress'> {
  /** Of NuGet. */
  feed?: string | undefined;
  platform?: string | undefined;
}

/**
 * Installs the libraries with which ONNX Runtime uses CUDA and TensorRT into the runtime folder, which
 * is there whole or not at all. CUDA itself, cuDNN and TensorRT are the user's to install.
 *
 * @returns the folder they lie in.
 * @throws Failure `provider-unavailable` where there are none for the platform; `download-failed`,
 *   `cancelled`: what was downloaded stays, and is gone on with the next time.
 */
export async function installCuda(options: InstallOptions = {}): Promise<string> {
  const { feed = nuget, platform = thisPlatform, signal, onProgress } = options;
  if (platform !== 'linux/x64') {
    throw new Failure(
      'provider-unavailable',
      `ONNX Runtime for Node has CUDA on linux/x64 alone, and this is ${platform}. \`diffusion-classifier providers list\` says what there is.`,
      { provider: 'cuda', platform },
    );
  }
  const installed = cudaFolder();
  if (installed !== undefined) return installed;
  const folder = runtimeFolder();
  const partial = `${folder}.partial`;
  const libraries = path.join(partial, 'libraries');
  try {
    await rm(libraries, { recursive: true, force: true });
    await mkdir(libraries, { recursive: true, mode: 0o700 });
    const file = await downloadCudaPackage({ feed, folder: partial, signal, onProgress });
    await extractLibraries(file, libraries);
    await copyFile(
      path.join(bindingFolder(), runtimeLibrary),
      path.join(libraries, runtimeLibrary),
    );
    await rm(folder, { recursive: true, force: true });
    await rename(libraries, folder);
    await rm(partial, { recursive: true });
    return folder;
  } catch (error) {
    throw asFailure(error, path.dirname(folder));
  }
}

/** Removes what {@link installCuda} has installed, of every version. */
export async function removeCuda(): Promise<void> {
  const folder = path.dirname(runtimeFolder());
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw asFailure(error, folder);
  }
}

async function extractLibraries(file: string, folder: string): Promise<void> {
  for (const name of cudaLibraries) {
    const target = path.join(folder, name);
    await extractZipEntry(file, `${insidePackage}/${name}`, target).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.syscall !== undefined) throw error;
        throw new Failure(
          'download-failed',
          `The package ${path.basename(file)} cannot be unpacked: ${error.message}.`,
          { reason: 'garbled', file: path.basename(file) },
        );
      },
    );
  }
}

/** What the disk is to blame for says so; the hub would speak of the folder for models. */
function asFailure(error: unknown, folder: string): unknown {
  const cause =
    error instanceof Failure
      ? ['disk-full', 'not-writable'].find((reason) => reason === error.details.reason)
      : (error as NodeJS.ErrnoException).code;
  if (cause === undefined) return error;
  return new Failure(
    'download-failed',
    `The libraries for CUDA cannot be kept in ${folder} (${cause}): it must be writable, with 1 GB free.`,
    { reason: 'not-writable', path: folder, cause },
  );
}
