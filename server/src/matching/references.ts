import { rowSeed } from '../method';
import type { MatchGroup } from '../protocol';

/**
 * Captions of other groups for each group, nearly the same for all of them: the first `count` of all
 * captions in an order fixed by `seed` that are none of its own; fewer where there are no more.
 */
export function referenceCaptions(
  groups: readonly Pick<MatchGroup, 'captions'>[],
  count: number,
  seed: number,
): (group: Pick<MatchGroup, 'captions'>) => string[] {
  const all = [...new Set(groups.flatMap(({ captions }) => captions))];
  const order = all
    .map((caption, index) => ({ caption, key: rowSeed(seed, index) }))
    .sort((a, b) => a.key - b.key)
    .map(({ caption }) => caption);
  return ({ captions }) => order.filter((one) => !captions.includes(one)).slice(0, count);
}
