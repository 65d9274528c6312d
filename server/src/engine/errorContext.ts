import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Conditioning, Provider } from '../host/messages';
import type { NoiseSource } from '../method';
import { packageRoot } from '../packageRoot';

/** Raised when the same inputs come to have other errors: what is stored is then forgotten. */
const version = 1;

/** What an error depends on beside its conditioning and its sample. */
export interface ErrorContext {
  /** {@link weightsDigest} */
  model: string;
  provider: Provider;
  /** Of the image's content and the rule of preprocessing. */
  imageKey: string;
  noise: NoiseSource;
}

let releases: unknown[] | undefined;

/**
 * Of sharp, which may decode an image to other pixels (a drawing, where a package brings its
 * WebAssembly build), and of ONNX Runtime, which may order sums otherwise.
 */
function libraryReleases(): unknown[] {
  if (releases === undefined) {
    const manifest = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
    releases = ['sharp', '@img/sharp-wasm32', 'onnxruntime-node'].flatMap(
      (name) => manifest.dependencies[name] ?? [],
    );
  }
  return releases;
}

/** The name under which the errors of a context are stored. */
export function contextName({ model, provider, imageKey, noise }: ErrorContext): string {
  const parts = [version, model, provider, libraryReleases(), imageKey, noise.kind, noise.seed];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The name of a conditioning within a context. */
export function conditioningName(conditioning: Conditioning): string {
  return 'classIndex' in conditioning
    ? `class ${conditioning.classIndex}`
    : `prompt ${conditioning.prompt}`;
}
