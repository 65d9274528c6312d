/** What guessing gets in one group. */
export interface Chance {
  text: number;
  image: number;
  group: number;
}

/**
 * The probabilities that independent random errors make a group of `images` and `captions` right.
 *
 * Text: each of k = min(images, captions) images has the lowest of `captions` errors under its own, so
 * captions^−k; image: images^−k. Group: the own errors d, from the lowest to the highest, each have to
 * be below all others in their row and column. Of two of them the higher decides for the two errors
 * that lie in a row of one and a column of the other, and each has e = |images − captions| errors of
 * partnerless ones to itself. Integrating over the order,
 * P = k! / Π_{j=1..k} (k² − (k−j)² + j·e): 1/6 for two images and two captions.
 */
export function chanceOf(images: number, captions: number): Chance {
  const k = Math.min(images, captions);
  const e = Math.abs(images - captions);
  let group = 1;
  for (let j = 1; j <= k; j++) group *= j / (k ** 2 - (k - j) ** 2 + j * e);
  return { text: captions ** -k, image: images ** -k, group };
}
