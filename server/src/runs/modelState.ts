import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { findModel, type ModelFolder, weightsDigest } from '../models';

/** Bytes of weights that are read to tell one state of a model from another: in 0.1 s. */
const mostRead = 67_108_864;

async function sizeOf({ folder, files }: ModelFolder): Promise<number> {
  const sizes = files.map(async (name) =>
    stat(path.join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The settings of the classifier, which a digest of the weights leaves out: τ and budgets. */
async function settingsOf({ folder }: ModelFolder): Promise<string> {
  return await readFile(path.join(folder, 'classifier.json'), 'utf8').catch(() => 'none');
}

/**
 * The model that is meant, and what changes when its answers may: the contents of its files, or
 * where they are large, their sizes and times of change.
 *
 * @throws Failure `model-not-found`, `model-invalid`.
 */
export async function modelState(model?: string): Promise<{ id: string; state: string }> {
  const found = await findModel(model);
  const isSmall = (await sizeOf(found)) <= mostRead;
  const weights = isSmall ? await weightsDigest(found) : `${found.folder} ${found.revision}`;
  const state = createHash('sha256').update(JSON.stringify([weights, await settingsOf(found)]));
  return { id: found.id, state: state.digest('hex') };
}
