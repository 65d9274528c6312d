import path from 'node:path';

/**
 * What a model without classifier.json is called: its folder's name. In the cache of Hugging Face,
 * `models--OWNER--NAME/snapshots/COMMIT`, that is the name of the repository.
 */
export function modelName(folder: string): string {
  const [repository = '', snapshots] = folder.split(path.sep).slice(-3);
  const name = /^models--(?:.+?--)?(.+)$/.exec(repository)?.[1];
  return snapshots === 'snapshots' && name ? name : path.basename(folder);
}
