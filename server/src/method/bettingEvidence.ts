import type { Evidence, Observation } from './evidence';

/** The share of the capital that one sample may cost: all of it would never come back. */
const largestStake = 0.99;

/** The part of δ that is spent: the rest is for rounding, and for an order that is pseudo-random. */
const spent = 0.9;

/** How far rounding may take a mean beyond its limit, relative to the bound. */
const rounding = 1e-9;

/**
 * A gambler who bets that a group does not win, at odds that are fair or worse if it does.
 *
 * The capital starts at 1 and is multiplied by 1 + λ(D − m) at each sample, where λ ≥ 0 is chosen
 * before D is seen, and so that no possible D makes the factor negative. If the group wins on the
 * whole grid then D, drawn without replacement, has a mean of at most m given all before: the capital
 * is a supermartingale, and reaches 1/δ at any time with probability at most δ (Ville). Where m is
 * below all that D can be, the group cannot win any more. After Waudby-Smith and Ramdas, *Estimating
 * means of bounded random variables by betting* (2024); λ is their approximate GRAPA.
 */
export class BettingEvidence implements Evidence {
  isEnough = false;
  private readonly enough: number;
  private capital = 1;
  private count = 0;
  private sum = 0;
  private squares = 0;

  /**
   * @param delta δ in (0, 1).
   * @param bound Largest difference of two errors at one sample, above 0.
   */
  constructor(
    delta: number,
    private readonly bound: number,
  ) {
    this.enough = 1 / (spent * delta);
  }

  add({ difference, shift, largestMean, expected }: Observation): void {
    const room = largestMean - (shift - this.bound);
    const tolerance = rounding * this.bound;
    if (room > tolerance) {
      this.capital *= 1 + this.stake(expected - largestMean, room) * (difference - largestMean);
    }
    if (room < -tolerance || this.capital >= this.enough) this.isEnough = true;
    this.count++;
    this.sum += difference;
    this.squares += difference ** 2;
  }

  /** λ: the edge over the mean square to expect, as far as the room for losses allows. */
  private stake(edge: number, room: number): number {
    if (!(edge > 0)) return 0;
    const spread = this.count === 0 ? 0 : Math.max(0, this.squares - this.sum ** 2 / this.count);
    // An eighth of the bound stands for the deviation of a first difference.
    const variance = (spread + (this.bound / 8) ** 2) / (this.count + 1);
    return Math.min(edge / (variance + edge ** 2), largestStake / room);
  }
}
