import type { GroundTruthSource } from '../protocol';
import { truthByDefault, truthOfFolders } from './folders';
import type { GroundTruth } from './groundTruth';
import { truthOfTable } from './table';

/**
 * @param folder absolute path.
 * @param source Default: `folders` where every sub-folder with images is named as one of the labels;
 *   without labels where there are two or more such folders, and no image lies beside them. Else none.
 * @param labels those asked about; undefined where they are to be the ground truth's.
 * @returns undefined where there is no ground truth.
 * @throws Failure `options-invalid` where the source does not fit the folder or the labels, or one
 *   image has two labels; `folder-not-readable`, `file-not-readable`.
 */
export async function readGroundTruth(
  folder: string,
  source: GroundTruthSource | undefined,
  labels: readonly string[] | undefined,
): Promise<GroundTruth | undefined> {
  if (source === 'none') return undefined;
  if (source === undefined) return await truthByDefault(folder, labels);
  if (source === 'folders') return await truthOfFolders(folder, labels);
  return await truthOfTable(folder, source, labels);
}
