import { rowSeed } from '../method';

export interface LabelledImage {
  file: string;
  label: string;
}

/**
 * At most `count` images, as many of each label as there are, in an order fixed by `seed`: one of
 * each label in turn, so that a study that was interrupted has seen them evenly, too.
 */
export function chooseImages(
  images: readonly LabelledImage[],
  count: number,
  seed: number,
): LabelledImage[] {
  const keyed = images.map((image, index) => ({ image, key: rowSeed(seed, index) }));
  const turns = new Map<string, number>();
  return keyed
    .sort((a, b) => a.key - b.key)
    .map(({ image }) => {
      const turn = turns.get(image.label) ?? 0;
      turns.set(image.label, turn + 1);
      return { image, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .slice(0, count)
    .map(({ image }) => image);
}
