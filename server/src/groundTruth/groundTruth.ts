/** The right labels of the images of a folder. */
export interface GroundTruth {
  kind: 'folders' | 'table';
  /** Each once, sorted by code unit; not all need be among those asked about. */
  labels: string[];
  /**
   * @param image path relative to the folder, with `/`.
   * @returns undefined where its label is not known.
   */
  labelOf(image: string): string | undefined;
  /** Images of a table that are not in the folder, as the table has them. */
  missing: string[];
}
