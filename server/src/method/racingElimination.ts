import { AsymptoticEvidence } from './asymptoticEvidence';
import { BettingEvidence } from './bettingEvidence';
import type { Decision, Elimination } from './elimination';
import type { Evidence } from './evidence';
import { type Group, rankedGroups } from './group';
import type { RaceOptions } from './raceOptions';
import type { RacingOptions } from './racingOptions';
import { errorAt } from './rowErrors';

/** A group in the race, with all that its samples have said so far. */
interface Contender {
  group: Group;
  /** −τ · log prior: what the prior does to the group, in units of error. */
  handicap: number;
  /** Sum of error and handicap over the samples seen; the smallest leads. */
  total: number;
  /** That it does not win. */
  evidence: Evidence;
}

/** So that no small batches are asked for near the end, where few labels are left. */
const fewestEvaluationsBetweenLooks = 16;
/** Next look after this share more of the samples: about half of it is evaluated in vain. */
const growthBetweenLooks = 1 / 16;

/**
 * Lets a group leave as soon as there is enough evidence that it does not win on the whole grid.
 *
 * Samples come from the grid in a random order, without replacement. At each, every group is compared
 * with a rival: the group that leads on the samples before. If w wins on the whole grid, its summed
 * difference to any j is at most 0; so at the i-th of N samples its difference to j has a mean of at
 * most m = −(summed difference so far)/(N − i + 1) given all before, whichever j was picked by what
 * is past. So one test runs through all of a group's rivals, and only the test of w can go wrong: the
 * winner on the whole grid leaves with probability at most δ, with nothing to be split over rivals,
 * however often one looks and whoever else has left, rightly or wrongly.
 */
export class RacingElimination implements Elimination {
  readonly mostEvaluations: number;
  nextLook: number | undefined;
  private readonly end: number;
  private readonly bound: number;
  private contenders: Contender[];
  private seen = 0;
  private boundExceeded = false;

  constructor(
    private readonly options: RaceOptions,
    racing: RacingOptions,
    groups: readonly Group[],
  ) {
    const isExact = racing.kind === 'exact';
    const bound = isExact ? racing.bound! : Infinity;
    this.bound = bound;
    this.end = racing.undecided === 'grid' ? options.samples : racing.maximum;
    this.nextLook = racing.minimum;
    this.contenders = groups.map((group) => ({
      group,
      handicap: -group.logPrior * (options.temperature ?? 0),
      total: 0,
      evidence: isExact
        ? new BettingEvidence(racing.delta, bound)
        : new AsymptoticEvidence(racing.delta),
    }));
    this.mostEvaluations = this.end * rowsOf(groups);
  }

  get decision(): Decision {
    const decided = this.nextLook === undefined && isDecided(this.contenders);
    return { decided, boundExceeded: this.boundExceeded };
  }

  look(groups: readonly Group[]): Group[] {
    const samples = this.nextLook!;
    for (; this.seen < samples; this.seen++) this.compare(this.seen);
    const isWhole = samples === this.options.samples;
    if (isWhole || (!this.boundExceeded && this.contenders.some((one) => one.evidence.isEnough))) {
      const [leader] = rankedGroups(groups, samples, this.options);
      this.contenders = this.contenders.filter(
        // On the whole grid nothing is left to doubt.
        ({ group, evidence }) => group === leader || !(isWhole || evidence.isEnough),
      );
    }
    const remaining = this.contenders.map(({ group }) => group);
    const isOver = samples === this.end || isDecided(this.contenders);
    this.nextLook = isOver ? undefined : this.lookAfter(samples, rowsOf(remaining));
    return remaining;
  }

  private lookAfter(samples: number, rows: number): number {
    const step = Math.max(samples * growthBetweenLooks, fewestEvaluationsBetweenLooks / rows);
    return Math.min(this.end, samples + Math.ceil(step));
  }

  /** Compares all at sample `index` with the one that led before it; none leads before the first. */
  private compare(index: number): void {
    const errors = this.contenders.map(({ group }) => errorAt(group.errors, index));
    this.boundExceeded ||= range(errors) > this.bound;
    const leader = leaderOf(this.contenders);
    const { handicap, total } = this.contenders[leader]!;
    for (const [position, contender] of this.contenders.entries()) {
      if (index > 0 && position !== leader) {
        const shift = contender.handicap - handicap;
        const before = contender.total - total;
        contender.evidence.add({
          difference: errors[position]! - errors[leader]! + shift,
          shift,
          largestMean: -before / (this.options.samples - index),
          expected: before / (index + 1),
        });
      }
    }
    this.contenders.forEach((contender, position) => {
      contender.total += errors[position]! + contender.handicap;
    });
  }
}

/** Position of the smallest total, the first of several. */
function leaderOf(contenders: readonly Contender[]): number {
  let leader = 0;
  for (let position = 1; position < contenders.length; position++) {
    if (contenders[position]!.total < contenders[leader]!.total) leader = position;
  }
  return leader;
}

function isDecided(contenders: readonly Contender[]): boolean {
  return contenders.every(({ group }) => group.label === contenders[0]!.group.label);
}

function rowsOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { rows }) => sum + rows.length, 0);
}

function range(values: readonly number[]): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}
