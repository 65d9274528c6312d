/**
 * Ends of the names of images that can be classified, in lower case and without the dot: what the
 * menus, the file picker and the links in documents go by. The content decides in the end.
 */
export const imageExtensions = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
  'svg',
] as const;
