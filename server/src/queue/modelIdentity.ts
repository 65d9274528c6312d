import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findModel, isUnchanged, weightsDigest } from '../models';
import { packageRoot } from '../packageRoot';

/** A model by all that its answers depend on, wherever it lies. */
export interface ServedModel {
  id: string;
  /** Absolute path. */
  folder: string;
  /** 32 hexadecimal digits: two machines with the same ones give the same answers. */
  identity: string;
  /** Whether its files are still those of the identity. */
  isUnchanged(): Promise<boolean>;
}

function version(): unknown {
  return JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')).version;
}

/**
 * A model with its identity: of its weights and configuration, its budget and τ, and the version of
 * this program. Reads all its files: seconds for gigabytes.
 *
 * @throws Failure `model-not-found`, `model-invalid`.
 */
export async function servedModel(
  idOrFolder: string | undefined,
  signal?: AbortSignal,
): Promise<ServedModel> {
  const model = await findModel(idOrFolder);
  const parts = [version(), await weightsDigest(model, signal), model.classifier];
  const identity = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return { id: model.id, folder: model.folder, identity, isUnchanged: () => isUnchanged(model) };
}
