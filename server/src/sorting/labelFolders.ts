import { folderName } from './folderName';
import { TakenNames } from './takenNames';

/** Where uncertain images go; a label of that name gets another. */
export const uncertainFolder = 'uncertain';

/**
 * A folder for each label, each its own: where two labels would have the same, on any file system, the
 * later one gets a number.
 *
 * @param labels in an order that does not hang on the images.
 * @param known folders that labels have got before.
 * @param others names that are something else where the folders are to be.
 */
export function labelFolders(
  labels: Iterable<string>,
  known: ReadonlyMap<string, string> = new Map(),
  others: Iterable<string> = [],
): Map<string, string> {
  const folders = new Map(known);
  const taken = new TakenNames([uncertainFolder, ...known.values(), ...others]);
  for (const label of labels) {
    if (!folders.has(label)) folders.set(label, taken.take(folderName(label)));
  }
  return folders;
}
