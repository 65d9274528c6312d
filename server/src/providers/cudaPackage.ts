import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { Failure } from '../failure';
import { downloadFile } from '../hub';
import { runtimeVersion } from './runtimeFolder';

/** Where onnxruntime-node's own install script takes the libraries for CUDA from. */
export const nuget = 'https://api.nuget.org/v3';

const packageName = 'microsoft.ml.onnxruntime.gpu.linux';

/** Of an entry in the registration and in the catalogue of a NuGet feed: what we read of them. */
const registrationSchema = z.object({ catalogEntry: z.url() });
const catalogueSchema = z.object({
  packageHash: z.base64(),
  packageHashAlgorithm: z.literal('SHA512'),
  packageSize: z.int().positive(),
});

export interface PackageDownload {
  /** The URL of a NuGet feed, without a slash at its end. */
  feed: string;
  /** Exists; holds nothing else. What is downloaded of a package that was cut off stays there. */
  folder: string;
  signal?: AbortSignal | undefined;
  /** Bytes so far and in all. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Downloads the package with the libraries for CUDA of our version of ONNX Runtime and compares it
 * with the hash in the feed's catalogue: packages do not change once they are published.
 *
 * @returns the path of the package, a zip file.
 * @throws Failure `download-failed`, `cancelled`.
 */
export async function downloadCudaPackage(download: PackageDownload): Promise<string> {
  const { feed, folder, signal, onProgress } = download;
  const version = runtimeVersion();
  const registration = `${feed}/registration5-semver1/${packageName}/${version}.json`;
  const { catalogEntry } = await readJson(registration, registrationSchema, download);
  if (new URL(catalogEntry).origin !== new URL(feed).origin) {
    throw garbled(registration, `its catalogue entry is elsewhere, at ${catalogEntry}`);
  }
  const { packageHash, packageSize } = await readJson(catalogEntry, catalogueSchema, download);
  const name = `${packageName}.${version}.nupkg`;
  const file = path.join(folder, name);
  await downloadFile({
    url: `${feed}-flatcontainer/${packageName}/${version}/${name}`,
    file,
    size: packageSize,
    signal,
    onProgress: (done) => onProgress?.(done, packageSize),
  });
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') !== packageHash) {
    await rm(file);
    throw new Failure(
      'download-failed',
      `${name} came with another content than its SHA-512 promises: it was deleted. Install again; if that does not help, something between here and ${new URL(feed).host} changes files.`,
      { reason: 'wrong-hash', file: name },
    );
  }
  return file;
}

async function readJson<T>(
  url: string,
  schema: z.ZodType<T>,
  { folder, signal }: PackageDownload,
): Promise<T> {
  const file = path.join(folder, 'entry.json');
  await rm(file, { force: true });
  await downloadFile({ url, file, signal });
  const text = await readFile(file, 'utf8');
  await rm(file);
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw garbled(url, 'it is not what a NuGet feed answers');
  }
}

function garbled(url: string, problem: string): Failure {
  return new Failure('download-failed', `The answer from ${url} is not understood: ${problem}.`, {
    reason: 'garbled',
    url,
  });
}
