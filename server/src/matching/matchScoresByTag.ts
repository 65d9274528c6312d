import { wilsonInterval } from '../method';
import {
  type MatchedGroup,
  type MatchScore,
  type MatchScoreName,
  matchScores,
  type TagScores,
} from '../protocol';
import { chanceOf } from './chance';

/** What guessing gets at a score; a normalised one compares as many images. */
function chanceAt(name: MatchScoreName, { images, captions }: MatchedGroup): number | null {
  const chance = chanceOf(images.length, captions.length);
  if (name === 'normalizedGroup') return null;
  return name === 'normalizedImage' ? chance.image : chance[name];
}

function scoreOf(name: MatchScoreName, groups: readonly MatchedGroup[]): MatchScore | undefined {
  const counted = groups.filter(({ correct }) => typeof correct[name] === 'boolean');
  if (counted.length === 0) return undefined;
  const of = counted.length;
  const count = counted.filter(({ correct }) => correct[name]).length;
  const chances = counted.map((group) => chanceAt(name, group));
  const chance = chances.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  return {
    share: count / of,
    interval: wilsonInterval(count, of),
    count,
    of,
    chance: chance === null ? null : chance / of,
  };
}

function scoresOf(tag: string | null, groups: readonly MatchedGroup[]): TagScores {
  const scores: TagScores['scores'] = {};
  for (const name of matchScores) {
    const score = scoreOf(name, groups);
    if (score) scores[name] = score;
  }
  return { tag, groups: groups.length, scores };
}

/** The shares of groups that are right: of all, then by tag, the tags with the most groups first. */
export function matchScoresByTag(groups: readonly MatchedGroup[]): TagScores[] {
  const tags = [...new Set(groups.flatMap((group) => group.tags))];
  const byTag = tags.map((tag) =>
    scoresOf(
      tag,
      groups.filter((group) => group.tags.includes(tag)),
    ),
  );
  return [scoresOf(null, groups), ...byTag.sort((a, b) => b.groups - a.groups)];
}
