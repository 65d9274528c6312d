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

let runtime: string | undefined;

/** The release of ONNX Runtime, which may order the same sums in another way. */
function runtimeVersion(): string {
  if (runtime === undefined) {
    const manifest = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
    runtime = String(manifest.dependencies['onnxruntime-node']);
  }
  return runtime;
}

/** The name under which the errors of a context are stored. */
export function contextName({ model, provider, imageKey, noise }: ErrorContext): string {
  const parts = [version, model, provider, runtimeVersion(), imageKey, noise.kind, noise.seed];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The name of a conditioning within a context. */
export function conditioningName(conditioning: Conditioning): string {
  return 'classIndex' in conditioning
    ? `class ${conditioning.classIndex}`
    : `prompt ${conditioning.prompt}`;
}
