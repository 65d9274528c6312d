import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findModel, folderKind } from '../models';
import type { BackendKind } from './backend';

/** What a person names a backend by. */
export interface BackendName {
  kind: BackendKind;
  /** A model's id, folder or file. */
  model: string;
}

const prefixes = {
  diffusion: 'diffusion',
  clip: 'clip',
  onnx: 'classifier',
  probe: 'probe',
} as const satisfies Record<string, BackendKind>;

/**
 * What `given` names: `diffusion:`, `clip:`, `onnx:` or `probe:` and a model, or a model alone, whose
 * kind is seen by its files.
 *
 * @throws Failure `model-not-found` for a model alone that is not there.
 */
export async function backendName(given: string): Promise<BackendName> {
  const [, prefix, rest] = /^(\w+):(.+)$/.exec(given) ?? [];
  if (prefix !== undefined && rest !== undefined && prefix in prefixes) {
    return { kind: prefixes[prefix as keyof typeof prefixes], model: rest };
  }
  if (given.endsWith('.onnx')) return { kind: 'classifier', model: given };
  const found = await stat(given).catch(() => undefined);
  if (found?.isDirectory()) {
    const kind = (await folderKind(path.resolve(given))) ?? 'classifier';
    return { kind, model: given };
  }
  const { folder } = await findModel(given);
  return { kind: 'diffusion', model: folder };
}
