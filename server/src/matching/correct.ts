import type { MatchScoreName } from '../protocol';

type Errors = readonly (readonly number[])[];

/** Errors of images against captions; the caption at a place belongs to the image at the same place. */
interface GroupErrors {
  /** [image][caption], at least one of each. */
  errors: Errors;
  normalizedErrors?: Errors;
}

/**
 * Whether every entry [i][i] is lower than all others in its row; equal is not lower. Null where rows
 * have a single entry.
 */
function ownIsLowest(errors: Errors): boolean | null {
  if (errors[0]!.length < 2) return null;
  return errors.every((row, own) =>
    row.every((error, other) => own >= row.length || other === own || error > row[own]!),
  );
}

function transposed(errors: Errors): number[][] {
  return errors[0]!.map((_, column) => errors.map((row) => row[column]!));
}

function both(text: boolean | null, image: boolean | null): boolean | null {
  return text === null || image === null ? null : text && image;
}

/**
 * The scores of Winoground (Thrush et al. 2022, section 3.2) of one group, with −error as the score of
 * a pair, for any number of images and captions.
 */
export function correctScores({
  errors,
  normalizedErrors,
}: GroupErrors): Partial<Record<MatchScoreName, boolean | null>> {
  const text = ownIsLowest(errors);
  const image = ownIsLowest(transposed(errors));
  const scores = { text, image, group: both(text, image) };
  if (!normalizedErrors) return scores;
  // What is the same under every caption changes nothing about the text score.
  const normalizedImage = ownIsLowest(transposed(normalizedErrors));
  return { ...scores, normalizedImage, normalizedGroup: both(text, normalizedImage) };
}
