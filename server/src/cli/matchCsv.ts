import { stringify } from 'csv-stringify/sync';
import type { MatchReport } from '../protocol';

/** One line for every image of every group with every caption of it; what is right is 1, else 0. */
export function matchCsv({ groups }: MatchReport): string {
  const rows = groups.flatMap((group) =>
    group.images.flatMap((image, i) =>
      group.captions.map((caption, j) => ({
        group: group.id,
        tags: group.tags.join(';'),
        image,
        caption,
        belongs: i === j,
        error: group.errors[i]![j],
        normalized_error: group.normalizedErrors?.[i]?.[j],
        text: group.correct.text,
        image_score: group.correct.image,
        group_score: group.correct.group,
      })),
    ),
  );
  return stringify(rows, { header: true, cast: { boolean: (value) => (value ? '1' : '0') } });
}
