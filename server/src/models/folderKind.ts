import * as z from 'zod';
import { indexName } from './modelIndex';
import { readJson } from './readJson';
import { hasSmallFile } from './smallFile';

const configSchema = z.looseObject({ model_type: z.unknown() });

/**
 * What kind of model a folder has, by its configuration; undefined where that does not say it.
 *
 * @throws Failure `model-invalid` for a configuration that cannot be read.
 */
export async function folderKind(folder: string): Promise<'diffusion' | 'clip' | undefined> {
  if (await hasSmallFile(folder, indexName)) return 'diffusion';
  const config = await readJson(folder, 'config.json', configSchema);
  return config?.model_type === 'clip' ? 'clip' : undefined;
}
