import { type LabelledFolder, readLabelledFolder } from '../../server/src/groundTruth';
import { samplePictures } from './samplePictures';

export type LabelledImage = LabelledFolder['images'][number];

/** So many images of a labelled folder, spread evenly over it: every label has its share. */
export async function labelledImages(folder: string, limit: number): Promise<LabelledFolder> {
  const { images, labels } = await readLabelledFolder(folder);
  const count = Math.min(limit, images.length);
  const place = (i: number) => Math.floor((i * images.length) / count);
  return { labels, images: Array.from({ length: count }, (_, i) => images[place(i)]!) };
}

/** Some pictures to work on: of the folder, where one was given, or those of the package. */
export async function somePictures(folder: string | undefined, limit: number): Promise<string[]> {
  if (folder === undefined) return samplePictures().slice(0, limit);
  return (await labelledImages(folder, limit)).images.map(({ file }) => file);
}
