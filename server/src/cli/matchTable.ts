import {
  type MatchReport,
  type MatchScore,
  type MatchScoreName,
  matchScores,
  type TagScores,
} from '../protocol';

/** Tags shown before the rest is summed up in a line; Winoground has some seventy. */
const shownTags = 20;

const titles: Record<MatchScoreName, string> = {
  text: 'text',
  image: 'image',
  group: 'group',
  normalizedImage: 'image, normalised',
  normalizedGroup: 'group, normalised',
};

const percent = (share: number): string => (100 * share).toFixed(1);

function scoreText(score: MatchScore | undefined): string {
  if (!score) return '-';
  const [low, high] = score.interval.map(percent);
  return `${percent(score.share)} (${low}-${high})`;
}

function chanceText({ scores }: TagScores, name: MatchScoreName): string {
  const chance = scores[name]?.chance;
  return chance === undefined || chance === null ? '-' : percent(chance);
}

/** Scores by tag with their intervals, for people. */
export function matchTable(report: MatchReport): string {
  const { scores, groups, evaluations, remembered, samples, seconds, model } = report;
  const [all, ...tags] = scores;
  const columns = matchScores.filter((name) => all!.scores[name]);
  const head = ['tag', 'groups', ...columns.map((name) => titles[name])];
  const rows = [all!, ...tags.slice(0, shownTags)].map((row) => [
    row.tag ?? 'all',
    String(row.groups),
    ...columns.map((name) => scoreText(row.scores[name])),
  ]);
  const chance = ['by guessing', '', ...columns.map((name) => chanceText(all!, name))];
  const table = [head, ...rows, chance];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const more = tags.length - shownTags;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more tags, which --json has`] : []),
    `Groups that are right, in %, with 95% intervals: ${groups.length} groups, ${samples} samples a pair; ${evaluations} evaluations, of which ${remembered} remembered, in ${seconds.toFixed(2)} s with ${model}`,
  ].join('\n');
}
