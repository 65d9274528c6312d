/** Where the label folders are, unless said: beside the images, so that a run does not find them. */
export function defaultTarget(folder: string): string {
  return `${folder}-sorted`;
}
